package dev.evenkeel.server.monitor.blackbox;

import java.time.Duration;

/**
 * One module of the file.
 *
 * @param timeout zero for none of its own
 */
record Module(String name, Duration timeout, Prober prober) {}
