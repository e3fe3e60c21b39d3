package dev.evenkeel.server.monitor.store;

/**
 * What was counted in a minute or an hour.
 *
 * @param maintenance runs that were not counted because of maintenance
 * @param ours slots that we missed, and runs that we could not make
 * @param latencyMicros the sum over good and bad runs
 */
public record Tally(long good, long bad, long maintenance, long ours, long latencyMicros) {
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(
                good + other.good,
                bad + other.bad,
                maintenance + other.maintenance,
                ours + other.ours,
                latencyMicros + other.latencyMicros);
    }

    public long total() {
        return good + bad;
    }
}
