package dev.evenkeel.server.chaos.status;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What the status server answers: the code that was set, or, while it is flaky, any of a few after up to half a second.
 * Not thread-safe: it belongs to one event loop.
 */
final class Flakiness {
    private static final int[] CODES = {200, 200, 200, 404, 429, 500, 502, 503};
    private static final int MAX_DELAY_MILLIS = 500;

    private final RandomGenerator random;
    private int code = 200;
    private boolean flaky;

    /**
     * @param status the code of the answer
     * @param delay before it is sent
     */
    record Draw(int status, Duration delay) {}

    Flakiness(RandomGenerator random) {
        this.random = random;
    }

    /** Sets the answer, which also ends being flaky; returns whether anything changed. */
    boolean set(int status) {
        boolean changed = status != code || flaky;
        code = status;
        flaky = false;
        return changed;
    }

    /** Begins or ends being flaky; returns whether it is now. */
    boolean toggle() {
        flaky = !flaky;
        return flaky;
    }

    int code() {
        return code;
    }

    boolean isFlaky() {
        return flaky;
    }

    Draw draw() {
        return flaky
                ? new Draw(CODES[random.nextInt(CODES.length)], Duration.ofMillis(random.nextInt(MAX_DELAY_MILLIS + 1)))
                : new Draw(code, Duration.ZERO);
    }
}
