package dev.evenkeel.core.process;

import java.time.Duration;
import java.util.List;

/**
 * How fast the number of replicas may change in one direction; names and meaning are those of the {@code behavior} of a
 * Kubernetes HorizontalPodAutoscaler ({@code autoscaling/v2}).
 *
 * @param window the stabilization window: of the recommendations in it the most cautious counts, 0 or more
 * @param policies each limits the change within a period; with none, nothing does
 * @param select which policy counts when they differ
 */
public record ScalingRules(Duration window, List<Policy> policies, Select select) {
    private static final Duration QUARTER_MINUTE = Duration.ofSeconds(15);

    /** Kubernetes' defaults: no window; in 15 s four replicas more or twice as many, whichever is more. */
    public static final ScalingRules UP = new ScalingRules(
            Duration.ZERO,
            List.of(new Policy(4, false, QUARTER_MINUTE), new Policy(100, true, QUARTER_MINUTE)),
            Select.MAX);

    /** Kubernetes' defaults: a window of 300 s; all that is too much in 15 s. */
    public static final ScalingRules DOWN =
            new ScalingRules(Duration.ofMinutes(5), List.of(new Policy(100, true, QUARTER_MINUTE)), Select.MAX);

    /** Which policy counts. */
    public enum Select {
        /** The one that allows the largest change. */
        MAX,
        /** The one that allows the smallest change. */
        MIN,
        /** None: no change in this direction. */
        DISABLED
    }

    /**
     * @param value how many replicas, or how many percent of those at the beginning of the period, above 0
     * @param percent whether it is a percentage
     * @param period the time it counts for, above 0
     */
    public record Policy(int value, boolean percent, Duration period) {

        /** @throws IllegalArgumentException when a value is out of its range */
        public Policy {
            if (value <= 0 || !period.isPositive()) {
                throw new IllegalArgumentException(
                        "a scaling policy needs value > 0 and period > 0, but has " + value + " and " + period);
            }
        }
    }

    /** @throws IllegalArgumentException when the window is negative */
    public ScalingRules {
        if (window.isNegative()) {
            throw new IllegalArgumentException("a stabilization window is 0 or more, not " + window);
        }
        policies = List.copyOf(policies);
    }
}
