package dev.evenkeel.core.process;

import java.time.Duration;

/**
 * How a version takes the place of another; names and meaning are those of a Kubernetes
 * <a href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/">Deployment</a>, but for the last two.
 *
 * @param maxSurge so many more replicas than wanted may exist meanwhile
 * @param maxUnavailable so many fewer than wanted may be available meanwhile
 * @param minReady so long a replica has to be ready to count as available, 0 or more
 * @param progressDeadline so long it may make no progress, above 0
 * @param watch so long a version that has taken over is watched before the rollout counts as complete; less when it is
 *     shown to be no worse sooner; 0 or more
 * @param autoRevert whether the version before is brought back when it fails
 */
public record RolloutSpec(
        Share maxSurge,
        Share maxUnavailable,
        Duration minReady,
        Duration progressDeadline,
        Duration watch,
        boolean autoRevert) {

    /** @throws IllegalArgumentException when a value is out of its range */
    public RolloutSpec {
        if (maxSurge.value() == 0 && maxUnavailable.value() == 0) {
            throw new IllegalArgumentException(
                    "maxSurge and maxUnavailable are both 0, so no replica could ever be replaced: raise one");
        }
        if (minReady.isNegative() || watch.isNegative()) {
            throw new IllegalArgumentException("minReady and watch are 0 or more, not " + minReady + " and " + watch);
        }
        if (progressDeadline.compareTo(minReady) <= 0) {
            throw new IllegalArgumentException("the progress deadline has to be longer than minReady, " + minReady
                    + ", or no rollout could succeed, but is " + progressDeadline);
        }
    }

    /** Watches for a quarter of the deadline. */
    public static RolloutSpec of(
            Share maxSurge, Share maxUnavailable, Duration minReady, Duration progressDeadline, boolean autoRevert) {
        return new RolloutSpec(
                maxSurge, maxUnavailable, minReady, progressDeadline, progressDeadline.dividedBy(4), autoRevert);
    }

    /** No more replicas than this may exist, those being ended left aside. */
    public int ceiling(int replicas) {
        return Math.addExact(replicas, maxSurge.ofUp(replicas));
    }

    /**
     * No available replica is stopped that would leave fewer than this. When both shares round to none, one may be
     * unavailable, as in Kubernetes.
     */
    public int floor(int replicas) {
        int unavailable = maxUnavailable.ofDown(replicas);
        return Math.max(0, replicas - (unavailable == 0 && maxSurge.ofUp(replicas) == 0 ? 1 : unavailable));
    }
}
