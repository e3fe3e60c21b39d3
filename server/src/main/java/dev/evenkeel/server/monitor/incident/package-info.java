/** Tells the registry what goes wrong, also when it was away for a while. */
package dev.evenkeel.server.monitor.incident;
