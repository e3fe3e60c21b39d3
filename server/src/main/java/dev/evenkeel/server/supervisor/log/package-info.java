/** What the replicas write: line by line, cut where it has to be, into files that rotate. */
package dev.evenkeel.server.supervisor.log;
