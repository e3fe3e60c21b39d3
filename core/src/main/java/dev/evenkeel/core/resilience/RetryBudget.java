package dev.evenkeel.core.resilience;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How many extra attempts, retries and hedges together, an upstream gets on top of the requests themselves.
 *
 * <p>A fixed share, 20 % being usual, keeps retries from multiplying an overload, but can't help against a service that
 * fails every second time: that takes one retry per request. So the share follows the failure rate f that was measured:
 * to succeed, a request needs 1/(1−f) attempts on average, f/(1−f) of them extra; half as much again is allowed, for the
 * spread around the average and for hedges. Over the last ten seconds
 *
 * <pre>extra attempts ≤ requests × min(ceiling, max(ratio, 1.5 × f/(1−f))) + 10 s × minPerSecond</pre>
 *
 * <p>where the requests are those that started, or those that succeeded when they are more. Hence the bound that an
 * upstream which is down sees: {@code (1 + ceiling)} times the request rate plus {@code minPerSecond}. The last term
 * lets routes with little traffic retry at all. It holds for each second too: extra attempts that would come faster wait
 * for their turn, so that an upstream which returns isn't met by what ten seconds have saved up. Beyond that,
 * {@code maxAttemptsPerSecond} caps first attempts and extra ones absolutely; they wait for their turn.
 *
 * <p>Shared among event loops without locks; concurrent withdrawals may overdraw by one each.
 */
public final class RetryBudget {
    /** From {@link #withdraw}: the share is used up. */
    public static final long OVER_BUDGET = -1;
    /** From {@link #withdraw} and {@link #start}: the upstream's rate leaves no turn in time. */
    public static final long OVER_RATE = -2;

    /** Without it every second request would find a budget that is meant to be enough on average used up. */
    private static final double HEADROOM = 1.5;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BUCKETS = 20;
    private static final int BUCKETS_A_SECOND = 2;
    /** Extra attempts that may come at once after a pause, however few requests there are. */
    private static final int SMALLEST_BURST = 5;

    private static final int REQUESTS = 0;
    private static final int EXTRAS = 1;
    private static final int SUCCESSES = 2;
    private static final int FAILURES = 3;

    /**
     * @param ratio extra attempts per request that are always allowed, 0 or more
     * @param ceiling extra attempts per request that are allowed at most, at least {@code ratio}
     * @param minPerSecond extra attempts a second that are allowed without regard to requests, 0 or more
     * @param maxAttemptsPerSecond attempts a second that may reach the upstream, above 0; infinite for no cap
     */
    public record Settings(double ratio, double ceiling, double minPerSecond, double maxAttemptsPerSecond) {
        /** 20 %, up to three retries a request (enough for f = 67 %), at least ten retries a second, no cap. */
        public static final Settings DEFAULT = new Settings(0.2, 3, 10, Double.POSITIVE_INFINITY);

        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (!(ratio >= 0) || !(ceiling >= ratio) || !(minPerSecond >= 0) || !(maxAttemptsPerSecond > 0)) {
                throw new IllegalArgumentException("a retry budget needs 0 <= ratio <= ceiling, minPerSecond >= 0 and"
                        + " maxAttemptsPerSecond > 0, but has ratio " + ratio + ", ceiling " + ceiling
                        + ", minPerSecond " + minPerSecond + " and maxAttemptsPerSecond " + maxAttemptsPerSecond);
            }
        }
    }

    private final Settings settings;
    private final LongSupplier nanos;
    private final SlidingCounts counts = new SlidingCounts(WINDOW_NANOS, BUCKETS, 4);
    private final @Nullable Pace pace;
    private final AtomicLong paceFullAt;
    private final AtomicLong extrasFullAt;
    private final AtomicLong resumedFullAt;

    public RetryBudget(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        double cap = settings.maxAttemptsPerSecond();
        // A tenth of a second's worth at once: enough to fill the gaps of a timer, too little to break a quota.
        this.pace = Double.isInfinite(cap) ? null : Pace.of(cap, Math.max(1, (int) (cap / 10)));
        this.paceFullAt = new AtomicLong(nanos.getAsLong());
        this.extrasFullAt = new AtomicLong(nanos.getAsLong());
        this.resumedFullAt = new AtomicLong(nanos.getAsLong());
    }

    /**
     * Counts a request and takes its turn at the upstream.
     *
     * @param maxWaitNanos how long the request can wait
     * @return the wait before the first attempt in nanoseconds, 0 without a rate cap; {@link #OVER_RATE}
     */
    public long start(long maxWaitNanos) {
        long now = nanos.getAsLong();
        counts.add(REQUESTS, now);
        return turn(now, maxWaitNanos);
    }

    /**
     * Takes one extra attempt out of the budget.
     *
     * @param maxWaitNanos how long it can wait for its turn
     * @return the wait in nanoseconds; {@link #OVER_BUDGET} or {@link #OVER_RATE}
     */
    public long withdraw(long maxWaitNanos) {
        long now = nanos.getAsLong();
        if (balance(now) < 1) {
            return OVER_BUDGET;
        }
        Pace extras = extras(now);
        long paced = extras.reserve(extrasFullAt, now, maxWaitNanos);
        if (paced < 0) {
            return OVER_BUDGET;
        }
        long wait = turn(now, maxWaitNanos);
        if (wait == OVER_RATE) {
            extras.giveBack(extrasFullAt);
            return OVER_RATE;
        }
        counts.add(EXTRAS, now);
        return Math.max(wait, paced);
    }

    /**
     * Takes a turn for a request that waited until the upstream could be reached again. All at once they would be more
     * than the upstream ever gets otherwise, at the moment when it can take the least: they are let go as fast as
     * requests come, beside those that come. One that hasn't the time to wait for its turn goes at the end of the time
     * that it has, give or take a tenth: those that came at different times are still apart then.
     *
     * @param maxWaitNanos how long the request can wait, 0 or more
     * @return the wait in nanoseconds, to be followed by {@link #onResumed}; {@link #OVER_RATE}
     */
    public long resume(long maxWaitNanos, RandomGenerator random) {
        long now = nanos.getAsLong();
        double perSecond = Math.max(1, Math.max(requestsPerSecond(now), settings.minPerSecond()));
        long wait = Pace.of(perSecond, Math.max(1, (int) (perSecond / 10))).reserve(resumedFullAt, now, maxWaitNanos);
        long capped = turn(now, maxWaitNanos);
        if (capped == OVER_RATE) {
            return OVER_RATE;
        }
        return Math.max(wait < 0 ? maxWaitNanos - random.nextLong(maxWaitNanos / 10 + 1) : wait, capped);
    }

    /** The turn of {@link #resume} has come. It is one that the extra attempts of this second do without. */
    public void onResumed() {
        long now = nanos.getAsLong();
        extras(now).reserve(extrasFullAt, now, Long.MAX_VALUE);
    }

    /** Counts how an attempt ended. */
    public void onOutcome(Outcome outcome) {
        if (outcome != Outcome.CANCELLED) {
            counts.add(outcome.failed() ? FAILURES : SUCCESSES, nanos.getAsLong());
        }
    }

    /** Extra attempts that are left at this moment; below 0 when requests became fewer since they were used. */
    public double balance() {
        return balance(nanos.getAsLong());
    }

    /** The share of attempts in the last ten seconds that failed, 0 to 1; 0 when there were none. */
    public double failureRate() {
        long now = nanos.getAsLong();
        long failures = counts.sum(FAILURES, now);
        return failures == 0 ? 0 : (double) failures / (failures + counts.sum(SUCCESSES, now));
    }

    /** Extra attempts per request that the measured failure rate allows at this moment. */
    public double allowedRatio() {
        return allowedRatio(nanos.getAsLong());
    }

    private double balance(long now) {
        // Requests that started before the window and are being retried still have a claim; as they succeed, they show.
        long requests = Math.max(counts.sum(REQUESTS, now), counts.sum(SUCCESSES, now));
        return requests * allowedRatio(now) + settings.minPerSecond() * (WINDOW_NANOS / 1e9) - counts.sum(EXTRAS, now);
    }

    private double allowedRatio(long now) {
        long failures = counts.sum(FAILURES, now);
        if (failures == 0) {
            return settings.ratio();
        }
        // f/(1−f) with f = failures/(failures + successes); infinite when nothing succeeded.
        double needed = HEADROOM * failures / counts.sum(SUCCESSES, now);
        return Math.min(settings.ceiling(), Math.max(settings.ratio(), needed));
    }

    /** The most that may come in a second. */
    private Pace extras(long now) {
        // Of the last second when it had more than its share of the window: traffic may have just begun.
        double requests = Math.max(requestsPerSecond(now), (double) counts.sum(REQUESTS, now, BUCKETS_A_SECOND));
        double perSecond = Math.max(1, settings.ceiling() * requests + settings.minPerSecond());
        return Pace.of(perSecond, Math.max(SMALLEST_BURST, (int) (perSecond / 10)));
    }

    private double requestsPerSecond(long now) {
        return counts.sum(REQUESTS, now) / (WINDOW_NANOS / 1e9);
    }

    private long turn(long now, long maxWaitNanos) {
        if (pace == null) {
            return 0;
        }
        long wait = pace.reserve(paceFullAt, now, maxWaitNanos);
        return wait < 0 ? OVER_RATE : wait;
    }
}
