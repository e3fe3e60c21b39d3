/** Processes of this machine: started in groups of their own, found again, and ended for certain. Linux only. */
package dev.evenkeel.server.supervisor.process;
