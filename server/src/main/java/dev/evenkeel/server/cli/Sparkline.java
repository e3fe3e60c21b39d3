package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The buckets of a service as small bars; a partial one is in brackets, an empty one is a dot. */
final class Sparkline {
    /** From the lowest to the highest. */
    static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** @param buckets as in the answer of {@code /insights/frequency} */
    static String of(JsonNode buckets) {
        long most = 1;
        for (JsonNode bucket : buckets) {
            most = Math.max(most, total(bucket));
        }
        var line = new StringBuilder();
        for (JsonNode bucket : buckets) {
            long total = total(bucket);
            char bar = total == 0 ? '·' : BARS.charAt((int) Math.ceilDiv(total * BARS.length(), most) - 1);
            boolean partial = bucket.path("partial").asBoolean();
            line.append(partial ? "(" + bar + ")" : bar);
        }
        return line.toString();
    }

    static long total(JsonNode counts) {
        return counts.path("succeeded").asLong()
                + counts.path("failed").asLong()
                + counts.path("rolledBack").asLong();
    }
}
