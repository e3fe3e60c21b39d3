package dev.evenkeel.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. Safe for use by many threads. */
public final class ManualClock implements InstantSource {
    private volatile Instant now;

    private ManualClock(Instant now) {
        this.now = now;
    }

    /** A clock that shows this time (RFC 3339, UTC). */
    public static ManualClock at(String time) {
        return new ManualClock(Instant.parse(time));
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
