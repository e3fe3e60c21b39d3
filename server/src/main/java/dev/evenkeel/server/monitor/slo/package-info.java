/** Objectives in operation: they count what the store is given, and say when their alerts begin and end. */
package dev.evenkeel.server.monitor.slo;
