package dev.evenkeel.server.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the insights have in common: filters, the question, the forms of the answer. */
@Command
abstract class InsightCommand extends ServerCommand {

    /** The forms an insight can be shown in. */
    enum Form {
        TABLE,
        JSON,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String path;
    private final Report report;

    @Option(names = "--service", paramLabel = "NAME", description = "One service; all of them by default.")
    private @Nullable String service;

    @Option(names = "--environment", paramLabel = "NAME", description = "One environment; all of them by default.")
    private @Nullable String environment;

    @Option(names = "--from", paramLabel = "TIME", description = "Started then or later: 2025-01-01, or RFC 3339.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Started before then.")
    private @Nullable String to;

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description = "An IANA name as in Europe/London; UTC by default.")
    private @Nullable String timezone;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table, json (the server's answer as it is) or csv; ${DEFAULT-VALUE} by default.")
    private Form form = Form.TABLE;

    InsightCommand(Io io, String path, Report report) {
        super(io);
        this.path = path;
        this.report = report;
    }

    /** Further parameters of the question. */
    Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    void run(RegistryHttp http) {
        RegistryHttp.Answer answer = http.insight(path, query());
        switch (form) {
            case JSON -> io.line(answer.text().stripTrailing());
            case CSV -> report.csv(answer.json()).forEach(io::line);
            case TABLE -> new InsightPrinter(io).print(report, answer.json());
        }
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<>(parameters());
        put(query, "service", service);
        put(query, "environment", environment);
        put(query, "from", from);
        put(query, "to", to);
        put(query, "timezone", timezone);
        return query;
    }
}
