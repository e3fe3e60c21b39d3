package dev.evenkeel.server.chaos.experiment;

import java.time.Duration;

/** Waits; in tests nobody does. */
@FunctionalInterface
public interface Pause {
    void of(Duration time) throws InterruptedException;
}
