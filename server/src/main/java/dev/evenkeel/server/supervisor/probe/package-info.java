/** Asks replicas whether they are well, over HTTP, TCP or with a command. */
package dev.evenkeel.server.supervisor.probe;
