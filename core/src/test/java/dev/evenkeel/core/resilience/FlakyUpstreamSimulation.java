package dev.evenkeel.core.resilience;

import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Callers and a flaky upstream in virtual time: {@code callers} send one request after the other, each retried as policy
 * and budget say, until so many are done or the time is over.
 */
final class FlakyUpstreamSimulation {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;
    private static final long DEADLINE = 10 * SECOND;
    private static final long TRY_TIMEOUT = 500 * MILLI;

    private final ManualNanos nanos = new ManualNanos();
    private final SplittableRandom random;
    private final double failure;
    private final boolean asksToWait;
    private final RetryPolicy policy = RetryPolicy.DEFAULT;
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));

    final RetryBudget budget;
    final ConcurrencyLimit limit = new ConcurrencyLimit(ConcurrencyLimit.Settings.DEFAULT, nanos);
    final CircuitBreaker breaker = new CircuitBreaker(CircuitBreaker.Settings.DEFAULT, nanos);
    final Map<NotRetried, Integer> notRetried = new EnumMap<>(NotRetried.class);
    int requests;
    int succeeded;
    int attempts;
    int refusedByLimit;
    int smallestLimit = Integer.MAX_VALUE;
    /** Attempts in each second since the start. */
    final int[] attemptsPerSecond = new int[1_000];

    private record Event(long at, Runnable run) {}

    FlakyUpstreamSimulation(double failure, boolean asksToWait, RetryBudget.Settings settings, long seed) {
        this.failure = failure;
        this.asksToWait = asksToWait;
        this.random = new SplittableRandom(seed);
        this.budget = new RetryBudget(settings, nanos);
    }

    /** So many callers, each starting its next request when the last one has ended. */
    void runClosedLoop(int callers, int total) {
        for (int i = 0; i < callers; i++) {
            at(0, () -> nextOf(total));
        }
        run(Long.MAX_VALUE);
    }

    /** Requests at a fixed rate, whatever becomes of the earlier ones. */
    void runOpenLoop(int perSecond, int seconds) {
        for (int i = 0; i < perSecond * seconds; i++) {
            at(i * SECOND / perSecond, () -> start(() -> {}));
        }
        run(seconds * SECOND);
    }

    private void nextOf(int total) {
        if (requests < total) {
            start(() -> nextOf(total));
        }
    }

    private void start(Runnable then) {
        requests++;
        long now = nanos.getAsLong();
        Deadline deadline = Deadline.after(DEADLINE, now);
        long wait = budget.start(DEADLINE);
        if (wait < 0) {
            notRetried.merge(NotRetried.RATE_CAP, 1, Integer::sum);
            then.run();
            return;
        }
        in(wait, () -> attempt(1, deadline, then));
    }

    private void attempt(int number, Deadline deadline, Runnable then) {
        long started = nanos.getAsLong();
        attempts++;
        attemptsPerSecond[(int) ((started - startedAt) / SECOND)]++;
        ConcurrencyLimit.Permit slot = limit.tryAcquire();
        smallestLimit = Math.min(smallestLimit, limit.limit());
        if (slot == null) {
            refusedByLimit++;
        }
        CircuitBreaker.Permit permit = breaker.acquireAnyway();
        Outcome outcome = draw();
        long took = switch (outcome) {
            case OK -> (long) (20 * MILLI * Math.exp(1.16 * random.nextGaussian()));
            case TIMEOUT -> TRY_TIMEOUT;
            case RESET, CONNECT_FAILED -> MILLI;
            default -> 10 * MILLI;
        };
        Outcome seen = took >= deadline.tryTimeout(TRY_TIMEOUT, started) ? Outcome.TIMEOUT : outcome;
        in(Math.min(took, deadline.tryTimeout(TRY_TIMEOUT, started)), () -> {
            long now = nanos.getAsLong();
            budget.onOutcome(seen);
            permit.on(seen);
            if (slot != null) {
                switch (seen) {
                    case OK -> slot.onSuccess(now - started);
                    case TIMEOUT -> slot.onDropped();
                    default -> slot.onIgnore();
                }
            }
            if (seen == Outcome.OK) {
                succeeded++;
                then.run();
                return;
            }
            int status = seen == Outcome.RATE_LIMITED ? 429 : seen == Outcome.GATEWAY_ERROR ? 503 : 500;
            long retryAfter = asksToWait && (status == 429 || status == 503) ? SECOND : 0;
            var failed = new FailedAttempt(seen, status, number, true, false, true, retryAfter);
            switch (policy.decide(failed, deadline, now, budget, random)) {
                case RetryDecision.Retry retry -> in(retry.delayNanos(), () -> attempt(number + 1, deadline, then));
                case RetryDecision.Stop stop -> {
                    notRetried.merge(stop.why(), 1, Integer::sum);
                    then.run();
                }
            }
        });
    }

    /** A tenth of the failures hang, a tenth are reset, the rest are answers. */
    private Outcome draw() {
        if (random.nextDouble() >= failure) {
            return Outcome.OK;
        }
        return switch (random.nextInt(10)) {
            case 0 -> Outcome.TIMEOUT;
            case 1 -> Outcome.RESET;
            case 2, 3 -> Outcome.RATE_LIMITED;
            case 4, 5, 6 -> Outcome.GATEWAY_ERROR;
            default -> Outcome.SERVER_ERROR;
        };
    }

    private final long startedAt = nanos.getAsLong();

    private void at(long sinceStart, Runnable run) {
        events.add(new Event(startedAt + sinceStart, run));
    }

    private void in(long wait, Runnable run) {
        events.add(new Event(nanos.getAsLong() + wait, run));
    }

    private void run(long length) {
        while (!events.isEmpty() && events.peek().at - startedAt <= length) {
            Event next = events.remove();
            nanos.set(next.at);
            next.run.run();
        }
    }
}
