package dev.evenkeel.core.process;

/**
 * Between how many replicas an application is scaled, and how eagerly.
 *
 * @param min at least 1
 * @param max at least {@code min}
 * @param tolerance a metric within this share of its target changes nothing, 0 up to below 1
 * @param up how fast replicas are added
 * @param down how fast they are taken away
 */
public record ScalingSpec(int min, int max, double tolerance, ScalingRules up, ScalingRules down) {

    /** @throws IllegalArgumentException when a value is out of its range */
    public ScalingSpec {
        if (min < 1 || max < min || !(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("autoscaling needs 1 <= min <= max and 0 <= tolerance < 1, but has min "
                    + min + ", max " + max + " and tolerance " + tolerance);
        }
    }

    /** Kubernetes' defaults: a tolerance of a tenth, at once up, after 300 s down. */
    public static ScalingSpec of(int min, int max) {
        return new ScalingSpec(min, max, 0.1, ScalingRules.UP, ScalingRules.DOWN);
    }
}
