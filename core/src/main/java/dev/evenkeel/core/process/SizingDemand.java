package dev.evenkeel.core.process;

/**
 * What an application is to be sized for.
 *
 * @param availability the share of requests that have to be answered, above 0, below 1
 * @param requestsPerSecond how many come in, 0 or more
 * @param perReplica how many of them one replica can take, above 0
 * @param failureRate the share of requests that a healthy replica fails, 0 up to below 1
 * @param maxReplicas no more than this can be had, at least 1
 * @param maxAttempts no more attempts than this for one request, at least 1
 */
public record SizingDemand(
        double availability,
        double requestsPerSecond,
        double perReplica,
        double failureRate,
        int maxReplicas,
        int maxAttempts) {

    /** @throws IllegalArgumentException when a value is out of its range */
    public SizingDemand {
        if (!(availability > 0 && availability < 1)) {
            throw new IllegalArgumentException(
                    "the availability wanted lies between 0 and 1, like 0.999, and is not " + availability);
        }
        if (!(requestsPerSecond >= 0) || !(perReplica > 0) || !(failureRate >= 0 && failureRate < 1)) {
            throw new IllegalArgumentException(
                    "sizing needs requestsPerSecond >= 0, perReplica > 0 and 0 <= failureRate" + " < 1, but has "
                            + requestsPerSecond + ", " + perReplica + " and " + failureRate);
        }
        if (maxReplicas < 1 || maxAttempts < 1) {
            throw new IllegalArgumentException("sizing needs maxReplicas >= 1 and maxAttempts >= 1, but has "
                    + maxReplicas + " and " + maxAttempts);
        }
    }
}
