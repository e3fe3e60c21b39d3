package dev.evenkeel.server.chaos.load;

import java.util.Map;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param requests sent or given up before they could be
 * @param seconds from the first planned time to the last answer
 * @param bytes of the bodies
 * @param statuses answers by status
 * @param errors requests without an answer, or with the wrong body, by kind
 * @param tally answers by the value of the header that the plan names
 * @param latency of all answers, from the planned time on
 * @param successLatency of the answers with a 2xx status
 * @param lag by how much the generator itself was late; subtract nothing, but distrust a latency near it
 */
public record LoadResult(
        long requests,
        double seconds,
        long bytes,
        Map<String, Long> statuses,
        Map<String, Long> errors,
        Map<String, Long> tally,
        Optional<Percentiles> latency,
        Optional<Percentiles> successLatency,
        Optional<Percentiles> lag) {

    /** Answers with a 2xx status and, where the plan says what it must contain, the right body. */
    public long ok() {
        long good = 0;
        for (Map.Entry<String, Long> status : statuses.entrySet()) {
            good += status.getKey().startsWith("2") ? status.getValue() : 0;
        }
        return good - errors.getOrDefault(Failure.WRONG_BODY, 0L);
    }

    /** Answers, whatever their status, a second. */
    public double answersPerSecond() {
        long answers = statuses.values().stream().mapToLong(Long::longValue).sum();
        return seconds > 0 ? answers / seconds : 0;
    }
}
