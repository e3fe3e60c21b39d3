package dev.evenkeel.server.chaos.status;

import java.util.Map;
import java.util.TreeMap;

/** Counts the answers of the status server. Not thread-safe. */
final class StatusCounts {
    private final Map<Integer, Long> answers = new TreeMap<>();
    private long changes;

    void answered(int status) {
        answers.merge(status, 1L, Long::sum);
    }

    void changed() {
        changes++;
    }

    /** In Prometheus' text format. */
    String prometheus(Flakiness flakiness) {
        var text = new StringBuilder("""
                # HELP status_server_answers_total Answers of GET /status by code.
                # TYPE status_server_answers_total counter
                """);
        answers.forEach((status, count) -> text.append("status_server_answers_total{code=\"")
                .append(status)
                .append("\"} ")
                .append(count)
                .append('\n'));
        return text.append("""
                # HELP status_server_changes_total How often the answer was changed.
                # TYPE status_server_changes_total counter
                status_server_changes_total %d
                # HELP status_server_code The code that is set.
                # TYPE status_server_code gauge
                status_server_code %d
                # HELP status_server_flaky 1 while codes and delays are random.
                # TYPE status_server_flaky gauge
                status_server_flaky %d
                """.formatted(changes, flakiness.code(), flakiness.isFlaky() ? 1 : 0))
                .toString();
    }
}
