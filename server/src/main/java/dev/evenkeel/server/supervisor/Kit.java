package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.config.PortRange;
import dev.evenkeel.server.supervisor.probe.CommandRun;
import dev.evenkeel.server.supervisor.probe.Prober;
import dev.evenkeel.server.supervisor.process.Launcher;

/**
 * What all replicas are run with.
 *
 * @param range of ports where an application names none
 */
record Kit(Loop loop, Launcher launcher, Prober prober, CommandRun commands, Ports ports, PortRange range) {}
