package dev.evenkeel.server.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the service thinks before it answers: log-normal, which is how response times of real services are spread,
 * given by its median and its 99th percentile. The tail has no end: with 20 ms and 300 ms one request in 10,000 takes
 * over 1.5 s.
 */
public record Latency(Duration p50, Duration p99) {
    /** The 99th percentile of the standard normal distribution. */
    private static final double Z99 = 2.3263478740408408;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s)|0");
    private static final Pattern BOTH = Pattern.compile("p50=([^,=]+),p99=([^,=]+)");

    /** @throws IllegalArgumentException when p50 is negative or p99 below it */
    public Latency {
        if (p50.isNegative() || p99.compareTo(p50) < 0) {
            throw new IllegalArgumentException("p50 must not be negative and p99 not below it");
        }
    }

    /**
     * Reads {@code p50=20ms,p99=300ms}, or one duration for all requests ({@code 20ms}, {@code 0}).
     *
     * @throws IllegalArgumentException naming what would be right
     */
    public static Latency parse(String text) {
        Matcher both = BOTH.matcher(text);
        if (both.matches()) {
            return new Latency(duration(both.group(1)), duration(both.group(2)));
        }
        Duration all = duration(text);
        return new Latency(all, all);
    }

    /** Draws the latency of one request. */
    public Duration draw(RandomGenerator lots) {
        // Box and Muller's transform; StrictMath, so that a seed means the same on every machine.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - lots.nextDouble()));
        double normal = radius * StrictMath.cos(2 * Math.PI * lots.nextDouble());
        if (p50.isZero() || p50.equals(p99)) {
            return p50;
        }
        double sigma = StrictMath.log((double) p99.toNanos() / p50.toNanos()) / Z99;
        return Duration.ofNanos((long) (p50.toNanos() * StrictMath.exp(sigma * normal)));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return "p50=" + millis(p50) + ",p99=" + millis(p99);
    }

    private static String millis(Duration duration) {
        String text = String.format(Locale.ROOT, "%.3f", duration.toNanos() / NANOS_PER_MILLI);
        return text.replaceAll("\\.?0+$", "") + "ms";
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no latency: write p50=20ms,p99=300ms, or one duration as in 20ms");
        }
        if (matcher.group(1) == null) {
            return Duration.ZERO;
        }
        double nanosPerUnit = switch (matcher.group(2)) {
            case "us" -> 1e3;
            case "ms" -> NANOS_PER_MILLI;
            default -> 1e9;
        };
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * nanosPerUnit));
    }
}
