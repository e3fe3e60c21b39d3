package dev.evenkeel.core.process;

/**
 * What was measured of one version.
 *
 * @param runSeconds the time its processes ran, added up over the replicas, in seconds
 * @param crashes how many of its processes ended by themselves or were ended because their probes failed
 * @param requests how many requests it was given
 * @param failures how many of them failed
 * @param latencyMicros how long some of its successful answers took, in microseconds, in any order; a random sample of a
 *     few hundred says as much as all
 */
public record VersionSample(double runSeconds, long crashes, long requests, long failures, long[] latencyMicros) {
    public static final VersionSample NONE = new VersionSample(0, 0, 0, 0, new long[0]);

    /** @throws IllegalArgumentException when a value is negative or more requests failed than there were */
    public VersionSample {
        if (!(runSeconds >= 0) || crashes < 0 || failures < 0 || failures > requests) {
            throw new IllegalArgumentException("a sample needs runSeconds, crashes and failures >= 0 and failures <="
                    + " requests, but has " + runSeconds + ", " + crashes + " and " + failures + " of " + requests);
        }
        latencyMicros = latencyMicros.clone();
    }

    @Override
    public long[] latencyMicros() {
        return latencyMicros.clone();
    }
}
