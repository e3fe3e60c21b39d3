package dev.evenkeel.server.monitor.blackbox;

import java.util.Map;

/** Prometheus' text format, line by line, and what happened in words for {@code debug=true}. */
final class ProbeText {
    private final StringBuilder metrics = new StringBuilder();
    private final StringBuilder log = new StringBuilder();

    /** A metric without labels. */
    ProbeText gauge(String name, String help, double value) {
        return family(name, help).sample(name, Map.of(), value);
    }

    /** Announces a metric whose samples follow. */
    ProbeText family(String name, String help) {
        metrics.append("# HELP ").append(name).append(' ').append(help).append('\n');
        metrics.append("# TYPE ").append(name).append(" gauge\n");
        return this;
    }

    ProbeText sample(String name, Map<String, String> labels, double value) {
        metrics.append(name);
        String separator = "{";
        for (var label : labels.entrySet()) {
            metrics.append(separator)
                    .append(label.getKey())
                    .append("=\"")
                    .append(label.getValue()
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n"))
                    .append('"');
            separator = ",";
        }
        metrics.append(labels.isEmpty() ? " " : "} ").append(number(value)).append('\n');
        return this;
    }

    /** Notes what a person would want to know. */
    void note(String words) {
        log.append(words).append('\n');
    }

    /** Notes why it failed; returns false, for {@code return text.fail(…)}. */
    boolean fail(String words) {
        note(words);
        return false;
    }

    String metrics() {
        return metrics.toString();
    }

    String log() {
        return log.toString();
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.toString(value);
    }
}
