package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an insight left out, summed over the rows. */
final class Excluded {
    private Excluded() {}

    static List<String> note(JsonNode answer) {
        Map<String, Long> sums = new TreeMap<>();
        for (JsonNode row : answer.path("rows")) {
            for (Map.Entry<String, JsonNode> reason : row.path("excluded").properties()) {
                sums.merge(reason.getKey(), reason.getValue().asLong(), Long::sum);
            }
        }
        if (sums.isEmpty()) {
            return List.of();
        }
        return List.of("left out: "
                + sums.entrySet().stream()
                        .map(sum -> Cells.count(sum.getValue()) + " " + Cells.clean(sum.getKey()))
                        .collect(Collectors.joining(", ")));
    }
}
