package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.ProbeKind;
import dev.evenkeel.server.supervisor.probe.Answer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was counted of one application since the program started. Written on the loop, read by whoever scrapes. */
final class AppCounters {
    /** Boundaries of the time that probes take, in milliseconds. */
    static final long[] PROBE_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

    /** All that a replica can be in, shown with a 0 too. */
    private static final List<String> STATES =
            List.of("Pending", "Starting", "Running", "Ready", "Terminating", "Exited", "BackOff");

    /** How rollouts end. */
    enum Outcome {
        SUCCEEDED,
        REVERTED,
        FAILED,
        /** Another one was asked for meanwhile. */
        SUPERSEDED
    }

    /** One kind of probe with one kind of answer. */
    record Probed(ProbeKind kind, Answer.Kind answer) {}

    /** How long the answers took. */
    static final class Durations {
        final AtomicLong nanos = new AtomicLong();
        /** One more than there are boundaries, for what is above the last. */
        final AtomicLongArray buckets = new AtomicLongArray(PROBE_MILLIS.length + 1);

        private void add(Duration took) {
            nanos.addAndGet(took.toNanos());
            int bucket = 0;
            while (bucket < PROBE_MILLIS.length && took.compareTo(Duration.ofMillis(PROBE_MILLIS[bucket])) > 0) {
                bucket++;
            }
            buckets.incrementAndGet(bucket);
        }
    }

    final Map<RestartReason, AtomicLong> restarts = zeros(RestartReason.class);
    final Map<Outcome, AtomicLong> rollouts = zeros(Outcome.class);
    final Map<Probed, Durations> probes = new ConcurrentHashMap<>();
    private volatile Map<String, Long> states = Map.of();
    private volatile int wanted;

    private static <E extends Enum<E>> Map<E, AtomicLong> zeros(Class<E> keys) {
        var zeros = new EnumMap<E, AtomicLong>(keys);
        for (E key : keys.getEnumConstants()) {
            zeros.put(key, new AtomicLong());
        }
        return zeros;
    }

    void restarting(RestartReason reason) {
        restarts.getOrDefault(reason, new AtomicLong()).incrementAndGet();
    }

    void ended(Outcome outcome) {
        rollouts.getOrDefault(outcome, new AtomicLong()).incrementAndGet();
    }

    void probed(ProbeKind kind, Answer.Kind answer, Duration took) {
        probes.computeIfAbsent(new Probed(kind, answer), _ -> new Durations()).add(took);
    }

    /** @param replicas the state of each */
    void replicas(int wantedNow, Stream<String> replicas) {
        wanted = wantedNow;
        states = replicas.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    int wanted() {
        return wanted;
    }

    /** How many replicas are in each state. */
    Map<String, Long> states() {
        Map<String, Long> now = states;
        return STATES.stream().collect(Collectors.toMap(Function.identity(), state -> now.getOrDefault(state, 0L)));
    }
}
