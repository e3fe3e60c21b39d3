package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/** What the demo does against a running server: imports a real year and shows what it says. */
final class Demo {
    static final String DATA = "/demo/deployments-2025.csv.gz";
    private static final int BUSIEST = 10;
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Io io;
    private final RegistryHttp http;

    Demo(Io io, RegistryHttp http) {
        this.io = io;
        this.http = http;
    }

    void importYear() throws IOException {
        io.line(
                "Importing the deployments of GOV.UK in 2025, made from github.com/alphagov/govuk-helm-charts (MIT licence,"
                        + " Crown Copyright).");
        try (InputStream in = Demo.class.getResourceAsStream(DATA)) {
            if (in == null) {
                throw new FileNotFoundException("this jar has no " + DATA + ": build it again with ./evenkeel build");
            }
            byte[] bytes = in.readAllBytes();
            var content = new ByteArrayInputStream(bytes);
            try (var file = ImportFile.of(content, DATA, OptionalLong.of(bytes.length))) {
                var importer = new Importer(io, http, System::nanoTime);
                Importer.Result result = importer.send(file, Map.of("format", "govuk"), line -> "evenkeel demo");
                io.line(result.toString());
                awaitRecords(result.created());
            }
        }
    }

    /** The insights follow the registry's change feed, a moment behind. */
    private void awaitRecords(long records) {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (true) {
            try {
                JsonNode answer = http.insight("/insights/latest", Map.of("service", "none"))
                        .json();
                if (answer.path("source").path("records").asLong() >= records) {
                    return;
                }
            } catch (CliException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new CliException("the insights did not get all records within " + CATCH_UP.toSeconds()
                        + " s: look at " + http.base() + "/health");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    void showInsights() {
        JsonNode frequency = ask("/insights/frequency", Map.of("interval", "week"));
        List<String> busiest = StreamSupport.stream(frequency.path("rows").spliterator(), false)
                .sorted(Comparator.comparingLong(Sparkline::total).reversed())
                .limit(BUSIEST)
                .map(row -> row.path("service").asText())
                .toList();
        show(new FrequencyReport(), frequency, busiest);
        show(new LeadTimeReport(), ask("/insights/lead-time", Map.of()), busiest);
        io.line("  Note: this data has one time per deployment, so every lead time is 0; from a pipeline that reports");
        io.line("  start and end these are real.");
        show(new FailureRateReport(), ask("/insights/failure-rate", Map.of()), busiest);
        io.line(
                "  Note: this data records no failures as such; an older version brought back is its only sign of one.");
        show(new LatestReport(), ask("/insights/latest", Map.of()), busiest);
    }

    private JsonNode ask(String path, Map<String, String> more) {
        var query = new LinkedHashMap<>(more);
        query.put("environment", "production");
        query.put("from", "2025-01-01");
        query.put("to", "2026-01-01");
        query.put("timezone", "Europe/London");
        return http.insight(path, query).json();
    }

    private void show(Report report, JsonNode answer, List<String> services) {
        ObjectNode some = answer.deepCopy();
        ArrayNode rows = Json.mapper().createArrayNode();
        for (String service : services) {
            for (JsonNode row : answer.path("rows")) {
                if (row.path("service").asText().equals(service)) {
                    rows.add(row);
                }
            }
        }
        some.set("rows", rows);
        io.line("");
        new InsightPrinter(io).print(report, some);
    }

    void showAddresses() {
        String base = http.base().toString();
        io.line("");
        io.line("These were the " + BUSIEST + " busiest services in production. Try:");
        for (String line : List.of(
                base + "/docs     the API",
                base + "/health   how it is",
                base + "/metrics  for Prometheus",
                "curl '" + base + "/insights/latest?environment=production&service=frontend'",
                "curl '" + base + "/api/deployments?serviceName=frontend&limit=3'",
                "evenkeel insights frequency --service frontend --interval day" + registryOption(base))) {
            io.line("  " + line);
        }
    }

    private static String registryOption(String base) {
        return base.equals("http://127.0.0.1:8080") ? "" : " --registry " + base;
    }
}
