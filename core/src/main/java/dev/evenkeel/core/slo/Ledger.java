package dev.evenkeel.core.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts good and bad for one objective, in the way its {@link BudgetMethod} says, over rolling windows. Exact: whole
 * numbers in buckets, which leave a window as they came.
 *
 * <p>A window ends with the bucket of now, which has only begun: it is up to one bucket shorter than its name. Not safe
 * for use by many threads.
 */
public final class Ledger {
    /** How long results may be late, at least: the longest that one request may take, and some more. */
    private static final Duration LATE = Duration.ofHours(1);

    private final BudgetMethod method;

    /** The events; with slices only those of the last hour, with occurrences of the whole window. */
    private final Buckets events;

    /** The slices that are over; the events themselves when those are counted. */
    private final Buckets judged;

    /** @param windows over which counts will be asked for */
    public Ledger(BudgetMethod method, List<Duration> windows, Instant now) {
        this.method = method;
        if (method instanceof BudgetMethod.Occurrences) {
            events = new Buckets(method.bucket(), windows, now);
            judged = events;
        } else {
            events = new Buckets(
                    method.bucket(), List.of(LATE.plus(method.bucket().multipliedBy(2))), now);
            // The slice of now is not over: the newest one that counts is the one before.
            judged = new Buckets(method.bucket(), windows, now.minus(method.bucket()));
        }
    }

    /** Counts events of the bucket that holds {@code at}; what is older than every window is left out. */
    public void record(Instant at, long good, long bad) {
        advance(at);
        long bucket = events.number(at);
        events.set(bucket, events.good(bucket) + good, events.bad(bucket) + bad, events.gap(bucket));
        if (judged != events && bucket < events.current()) {
            judge(bucket);
        }
    }

    /** Says why there is nothing in the buckets from {@code from} to the one that holds {@code to}. */
    public void gap(Instant from, Instant to, Gap gap) {
        advance(to);
        byte code = gap.code();
        for (long bucket = events.number(from); bucket <= events.number(to); bucket++) {
            events.set(bucket, events.good(bucket), events.bad(bucket), code);
            boolean over = judged != events && bucket < events.current();
            if (over && judged.good(bucket) + judged.bad(bucket) == 0) {
                judged.set(bucket, 0, 0, code);
            }
        }
    }

    /** Moves the windows on to now; going back does nothing. */
    public void advance(Instant now) {
        long bucket = events.number(now);
        if (judged == events) {
            events.advance(bucket);
        } else if (bucket > events.current()) {
            judge(events.current());
            events.advance(bucket);
            judged.advance(bucket - 1);
        }
    }

    /** Makes a slice that is over count as what its events say. */
    private void judge(long slice) {
        long good = events.good(slice);
        long bad = events.bad(slice);
        byte gap = events.gap(slice);
        if (good + bad == 0) {
            judged.set(slice, 0, 0, gap);
            return;
        }
        switch (method) {
            case BudgetMethod.TimeSlices(Duration _, Objective target) -> {
                boolean met = target.isMetBy(good, good + bad);
                judged.set(slice, met ? 1 : 0, met ? 0 : 1, gap);
            }
            case BudgetMethod.RatioTimeSlices(Duration _) -> {
                long worth = Math.round((double) BudgetMethod.RatioTimeSlices.WEIGHT * bad / (good + bad));
                judged.set(slice, BudgetMethod.RatioTimeSlices.WEIGHT - worth, worth, gap);
            }
            case BudgetMethod.Occurrences() -> throw new AssertionError("events are not judged");
        }
    }

    /** What is in the window that ends now. */
    public Counts counts(Duration window) {
        return judged.counts(window);
    }

    /** Bad ones in the bucket {@code ahead} behind the oldest of the window: what leaves it then. */
    long leaving(Duration window, long ahead) {
        return judged.bad(judged.current() - judged.bucketsOf(window) + ahead);
    }

    /** All in the bucket {@code ahead} behind the oldest of the window. */
    long leavingTotal(Duration window, long ahead) {
        long bucket = judged.current() - judged.bucketsOf(window) + ahead;
        return judged.good(bucket) + judged.bad(bucket);
    }

    /** How many buckets a window has. */
    long bucketsOf(Duration window) {
        return judged.bucketsOf(window);
    }
}
