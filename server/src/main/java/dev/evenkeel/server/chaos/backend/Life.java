package dev.evenkeel.server.chaos.backend;

import dev.evenkeel.server.chaos.Latency;
import dev.evenkeel.server.chaos.Lots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One life of a backend: how long it takes to start, how long it runs, how it breaks. Drawn once; from then on a pure
 * function of the age, which is the time since the process began.
 *
 * @param coldStart the age at which it is up
 * @param end the age at which it breaks; empty for never
 */
record Life(Duration coldStart, Optional<Duration> end, Crash crash) {
    private static final int DRAWS_OF_A_LIFE = 0;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What is left to chance, drawn from the seed, the replica and the number of the start. */
    static Life draw(BackendSettings settings) {
        RandomGenerator lots = lots(settings, DRAWS_OF_A_LIFE);
        Duration coldStart = settings.coldStart().draw(lots);
        double share = lots.nextDouble();
        int which = (int) (lots.nextDouble() * settings.crashes().size());
        return new Life(
                coldStart,
                settings.meanLife().map(mean -> coldStart.plus(exponential(mean, share))),
                settings.crashes().get(which));
    }

    /** A source for the request of that number, counted from 1. */
    static RandomGenerator lots(BackendSettings settings, long request) {
        byte[] who = (settings.replica() + "/" + settings.start()).getBytes(StandardCharsets.UTF_8);
        return new Lots(settings.seed() ^ Long.reverse(request), who, 1);
    }

    Phase at(Duration age) {
        if (age.compareTo(coldStart) < 0) {
            return new Phase.Starting();
        }
        boolean over = end.isPresent() && age.compareTo(end.get()) >= 0;
        return over ? new Phase.Crashed(crash) : new Phase.Running();
    }

    /** How long until the phase changes by itself; empty when it doesn't any more. */
    Optional<Duration> untilChange(Duration age) {
        if (age.compareTo(coldStart) < 0) {
            return Optional.of(coldStart.minus(age));
        }
        return end.map(it -> it.minus(age)).filter(Duration::isPositive);
    }

    /** The same life, cut short: it breaks now. */
    Life breaking(Crash how, Duration age) {
        return new Life(coldStart.compareTo(age) < 0 ? coldStart : age, Optional.of(age), how);
    }

    /** Inverse of the distribution function; StrictMath, so that a seed means the same on every machine. */
    private static Duration exponential(Duration mean, double share) {
        double seconds = -StrictMath.log(1 - share) * mean.toNanos() / NANOS_PER_SECOND;
        return Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    }

    /** How long an answer takes at an age: the drawn latency and what has crept in. */
    static Duration latency(Latency drawnFrom, Duration creepPerMinute, Duration age, RandomGenerator lots) {
        Duration drawn = drawnFrom.draw(lots);
        double minutes = age.toNanos() / (60 * NANOS_PER_SECOND);
        return drawn.plusNanos((long) (creepPerMinute.toNanos() * minutes));
    }

    /** How it breaks, in words for the log. */
    List<String> story() {
        String start = "starts for " + seconds(coldStart);
        return end.map(it -> List.of(start, "runs for " + seconds(it.minus(coldStart)), "then " + crash.label()))
                .orElse(List.of(start, "runs for good"));
    }

    private static String seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s";
    }
}
