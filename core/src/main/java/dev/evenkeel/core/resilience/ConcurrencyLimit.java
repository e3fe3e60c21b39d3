package dev.evenkeel.core.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts an upstream gets at the same time, found by watching latency: when recent answers take longer than
 * they did in the long run, a queue is building up, and the limit shrinks by the ratio of the two; otherwise it grows
 * by the length of queue that is tolerated. The idea is the gradient algorithm of Netflix ("Performance Under Load",
 * 2018). Unlike there, the long run doesn't follow slower answers while the limit is in use, or a lasting overload would
 * become the standard; but when half the limit leaves them as slow, then it wasn't our queue, and they do become it.
 *
 * <p>Timeouts count as drops and shrink the limit, but only when they are many in a window: a third party that hangs
 * now and then doesn't do so because of us. The limit stays as it is while less than half of it is used, since then
 * nothing that happens says anything about it.
 *
 * <p>Shared among event loops without locks.
 */
public final class ConcurrencyLimit {

    /** Leave to send one attempt. Exactly one of the methods must be called when it has ended, in any way. */
    public interface Permit {
        /** It was answered; {@code rttNanos} is from its start to the first byte of the answer. */
        void onSuccess(long rttNanos);

        /** It timed out, or the upstream said that it has too much to do. */
        void onDropped();

        /** How long it took says nothing about load: cancelled, refused, failed at once. */
        void onIgnore();
    }

    /**
     * @param min the limit never falls below this, at least 1
     * @param max the limit never rises above this, at least {@code initial}
     * @param initial where it starts, at least {@code min}
     * @param tolerance how many times slower than in the long run answers may be before the limit shrinks, at least 1
     * @param window how long answers are collected before the limit changes
     * @param minSamples how many answers and drops a window needs; it lasts until it has them
     * @param dropShare the share of drops in a window above which the limit shrinks by a tenth, 0 to 1
     */
    public record Settings(
            int min, int max, int initial, double tolerance, Duration window, int minSamples, double dropShare) {

        /** Between 20 and 1,000, from 200; half as slow again is tolerated; a tenth may time out. */
        public static final Settings DEFAULT = new Settings(20, 1000, 200, 1.5, Duration.ofMillis(500), 50, 0.1);

        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (min < 1 || initial < min || max < initial) {
                throw new IllegalArgumentException("a concurrency limit needs 1 <= min <= initial <= max, but has min "
                        + min + ", initial " + initial + " and max " + max);
            }
            if (!(tolerance >= 1) || !window.isPositive() || minSamples < 1 || !(dropShare >= 0 && dropShare <= 1)) {
                throw new IllegalArgumentException("a concurrency limit needs tolerance >= 1, window > 0, minSamples >="
                        + " 1 and 0 <= dropShare <= 1, but has " + tolerance + ", " + window + ", " + minSamples
                        + " and " + dropShare);
            }
        }
    }

    private static final double SMOOTHING = 0.2;
    private static final double DROP_FACTOR = 0.9;
    private static final double RECENT_WEIGHT = 0.3;
    private static final double FASTER_WEIGHT = 0.2;
    private static final double SLOWER_WEIGHT = 0.05;
    /** Of the limit at the start of a descent: so far down, it is time to see whether the descent helped. */
    private static final double DESCENT = 0.5;

    private static final double HELPED = 0.9;

    private final Settings settings;
    private final LongSupplier nanos;
    private final long windowNanos;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong rttSum = new AtomicLong();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger drops = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicLong windowEnd;
    private final AtomicBoolean updating = new AtomicBoolean();

    private volatile int limit;

    // Touched only by the one who holds the flag, which also publishes them to the next.
    private double exactLimit;
    private double longRunRtt;
    private double recentRtt;
    private double descentFrom;
    private double slowestInDescent;

    public ConcurrencyLimit(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
        this.windowNanos = settings.window().toNanos();
        this.windowEnd = new AtomicLong(nanos.getAsLong() + windowNanos);
        this.limit = settings.initial();
        this.exactLimit = settings.initial();
    }

    /** Leave to send, or null when as many as the limit are under way. */
    public @Nullable Permit tryAcquire() {
        int mine = inFlight.incrementAndGet();
        if (mine > limit) {
            inFlight.decrementAndGet();
            // The demand is what counts as use of the limit, even where it wasn't met.
            mine = limit;
            raiseMostInFlight(mine);
            return null;
        }
        raiseMostInFlight(mine);
        return new Taken();
    }

    public int limit() {
        return limit;
    }

    public int inFlight() {
        return inFlight.get();
    }

    private void raiseMostInFlight(int mine) {
        int most = mostInFlight.get();
        while (mine > most && !mostInFlight.compareAndSet(most, mine)) {
            most = mostInFlight.get();
        }
    }

    private void maybeUpdate() {
        long now = nanos.getAsLong();
        if (now - windowEnd.get() < 0
                || answers.get() + drops.get() < settings.minSamples()
                || !updating.compareAndSet(false, true)) {
            return;
        }
        try {
            windowEnd.set(now + windowNanos);
            int used = mostInFlight.getAndSet(inFlight.get());
            int answered = answers.getAndSet(0);
            long sum = rttSum.getAndSet(0);
            int dropped = drops.getAndSet(0);
            if (answered + dropped > 0) {
                update(used, answered, sum, dropped);
            }
        } finally {
            updating.set(false);
        }
    }

    private void update(int used, int answered, long rttNanos, int dropped) {
        double rtt = answered == 0 ? 0 : (double) rttNanos / answered;
        boolean inUse = used * 2 >= limit;
        double longRun = longRun(rtt, inUse);
        if (!inUse) {
            return;
        }
        double next;
        if (dropped > settings.dropShare() * (answered + dropped)) {
            next = exactLimit * DROP_FACTOR;
        } else {
            double gradient = rtt <= 0 ? 1 : Math.clamp(settings.tolerance() * longRun / rtt, 0.5, 1);
            double queue = Math.max(4, Math.sqrt(exactLimit));
            next = exactLimit * (1 - SMOOTHING) + (exactLimit * gradient + queue) * SMOOTHING;
        }
        exactLimit = Math.clamp(next, settings.min(), settings.max());
        limit = (int) exactLimit;
        judgeDescent();
    }

    private void judgeDescent() {
        if (exactLimit >= descentFrom) {
            descentFrom = exactLimit;
            slowestInDescent = recentRtt;
            return;
        }
        slowestInDescent = Math.max(slowestInDescent, recentRtt);
        if (exactLimit <= descentFrom * DESCENT) {
            if (recentRtt >= slowestInDescent * HELPED) {
                longRunRtt = recentRtt;
            }
            descentFrom = exactLimit;
            slowestInDescent = recentRtt;
        }
    }

    private double longRun(double rtt, boolean inUse) {
        double known = longRunRtt;
        if (rtt <= 0) {
            return known;
        }
        if (known == 0) {
            recentRtt = rtt;
            longRunRtt = rtt;
            return rtt;
        }
        recentRtt = recentRtt + (rtt - recentRtt) * RECENT_WEIGHT;
        double weight = rtt < known ? FASTER_WEIGHT : inUse ? 0 : SLOWER_WEIGHT;
        known += (rtt - known) * weight;
        longRunRtt = known;
        return known;
    }

    /** Belongs to one attempt and with it to one event loop. */
    private final class Taken implements Permit {
        private boolean returned;

        private boolean giveBack() {
            if (returned) {
                return false;
            }
            returned = true;
            inFlight.decrementAndGet();
            return true;
        }

        @Override
        public void onSuccess(long rttNanos) {
            if (giveBack()) {
                rttSum.getAndAdd(rttNanos);
                answers.getAndIncrement();
                maybeUpdate();
            }
        }

        @Override
        public void onDropped() {
            if (giveBack()) {
                drops.getAndIncrement();
                maybeUpdate();
            }
        }

        @Override
        public void onIgnore() {
            giveBack();
        }
    }
}
