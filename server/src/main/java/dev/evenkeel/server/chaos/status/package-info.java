/** A service whose answer anyone can set, to try checks and objectives with. */
package dev.evenkeel.server.chaos.status;
