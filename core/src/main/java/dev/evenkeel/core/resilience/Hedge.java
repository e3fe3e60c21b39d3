package dev.evenkeel.core.resilience;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When to send a second attempt beside one that hasn't answered yet: after the time in which 95 % of the answers came
 * (Dean and Barroso, "The Tail at Scale", 2013). That costs about 5 % more attempts and cuts off the slowest.
 *
 * <p>Only for idempotent requests with a body that can be sent again, and only when {@link RetryBudget#withdraw} grants
 * it as the time comes. The loser is cancelled and counts as {@link Outcome#CANCELLED}.
 *
 * <p>Shared among event loops without locks; one for each upstream. The quantile is computed at most every tenth of a
 * second.
 */
public final class Hedge {
    /** From {@link #delayNanos}: don't. */
    public static final long NEVER = -1;

    private static final long REFRESH_NANOS = 100_000_000;

    /**
     * @param quantile of the observed latencies, above 0 and below 1
     * @param minSamples how many answers the window must hold, at least 1
     * @param window how far back answers count
     * @param minDelay never earlier than this, however fast the upstream; bounds the effect of noise
     */
    public record Settings(double quantile, int minSamples, Duration window, Duration minDelay) {
        /** The 95th percentile of the last half to whole minute, from 100 answers on, at least 1 ms. */
        public static final Settings DEFAULT = new Settings(0.95, 100, Duration.ofMinutes(1), Duration.ofMillis(1));

        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (!(quantile > 0 && quantile < 1) || minSamples < 1 || !window.isPositive() || minDelay.isNegative()) {
                throw new IllegalArgumentException("hedging needs 0 < quantile < 1, minSamples >= 1, window > 0 and"
                        + " minDelay >= 0, but has " + quantile + ", " + minSamples + ", " + window + " and "
                        + minDelay);
            }
        }
    }

    private final Settings settings;
    private final LongSupplier nanos;
    private final LatencyWindow window;
    private volatile long refreshAt;
    private volatile long delay = NEVER;

    public Hedge(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.window = new LatencyWindow(settings.window().toNanos(), now);
        this.refreshAt = now;
    }

    /** Counts an attempt that succeeded. */
    public void onSuccess(long rttNanos) {
        window.add(rttNanos, nanos.getAsLong());
    }

    /** Nanoseconds from the start of an attempt until the hedge; {@link #NEVER} while too few answers are known. */
    public long delayNanos() {
        long now = nanos.getAsLong();
        if (now - refreshAt >= 0) {
            refreshAt = now + REFRESH_NANOS;
            delay = window.count(now) < settings.minSamples()
                    ? NEVER
                    : Math.max(settings.minDelay().toNanos(), window.quantile(settings.quantile(), now));
        }
        return delay;
    }
}
