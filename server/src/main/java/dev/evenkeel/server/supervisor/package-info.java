/** Keeps applications up: replicas, probes, restarts, rolling updates, and their logs. */
package dev.evenkeel.server.supervisor;
