package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loop closed, with real processes: a deployment, a failure, the incident that names it, the recovery, and the
 * delivery metrics that follow.
 */
class IncidentTest {
    /**
     * With a failure threshold of two, the run that brings the check down begins at most two intervals after the
     * service broke. The rest is ours: results are written every 200 ms and reported every 250 ms.
     */
    private static final Duration TWO_INTERVALS = MonitoredService.INTERVAL.multipliedBy(2);

    private static final Duration OPENING = Duration.ofSeconds(1);
    private static final Duration SHOWING = Duration.ofSeconds(2);

    /** The 97.5 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private static final Pattern BAD =
            Pattern.compile("(\\d+) of (\\d+) checks were bad since the first failure \\(bad [0-9.]+\\)");
    private static final Pattern NEARNESS = Pattern.compile("\\(nearness ([0-9.]+)\\)");

    @TempDir
    Path folder;

    @Test
    void anIncidentNamesItsDeploymentAndTheDoraKeysFollow() throws Exception {
        try (MonitoredService service = MonitoredService.launch(folder);
                Program program = launch(service)) {
            service.awaitReady();
            program.awaitReady();
            MonitoredService.awaitRuns(program, 5);
            Instant committed = Instant.now().minusSeconds(900).truncatedTo(ChronoUnit.SECONDS);
            JsonNode culprit = deploy(program, "status-server", "v2", committed);
            JsonNode bystander = deploy(program, "shop", "v7", committed);
            assertThat(Duration.between(at(culprit, "startedAt"), at(bystander, "startedAt")))
                    .isBetween(Duration.ZERO, Duration.ofMinutes(1));

            // Right behind a run: the worst moment, as the next one is a whole interval away.
            MonitoredService.awaitRuns(program, 1);
            Instant broken = Instant.now();
            service.answers(500);
            JsonNode open = awaitIncident(program, "open");
            Instant seen = Instant.now();

            assertThat(Duration.between(broken, at(open, "failingSince")))
                    .isLessThanOrEqualTo(MonitoredService.INTERVAL.plus(OPENING));
            assertThat(Duration.between(broken, at(open, "openedAt"))).isLessThanOrEqualTo(TWO_INTERVALS.plus(OPENING));
            assertThat(Duration.between(broken, seen)).isLessThanOrEqualTo(TWO_INTERVALS.plus(SHOWING));
            assertThat(open.get("service").asText()).isEqualTo("status-server");
            assertThat(open.get("environment").asText()).isEqualTo("production");
            assertThat(open.get("severity").asText()).isEqualTo("critical");
            assertSuspect(program, open, culprit);

            Instant mended = Instant.now();
            service.answers(200);
            JsonNode over = awaitIncident(program, "resolved");
            assertThat(over.get("id")).isEqualTo(open.get("id"));
            assertThat(Duration.between(mended, at(over, "resolvedAt")))
                    .isBetween(MonitoredService.INTERVAL, TWO_INTERVALS.plus(OPENING));
            assertThat(incidents(program)).as("the bystander has none").hasSize(1);
            assertThat(kinds(over)).startsWith("opened", "suspect").endsWith("causeEnded", "resolved");
            assertResults(program, over, broken, mended);
            assertDora(program, over, culprit, committed);
        }
    }

    private Program launch(MonitoredService service) throws IOException {
        Files.writeString(folder.resolve("evenkeel.yaml"), """
                roles: [registry, insights, monitor]
                monitor:
                  checks:
                    - %s
                  slos:
                    - {name: status-availability, check: status, objective: 99.9, window: 30d}
                """.formatted(service.check()));
        return Program.launch(folder, Program.freePort());
    }

    private static JsonNode deploy(Program program, String service, String version, Instant committed)
            throws IOException {
        HttpResponse<String> response = program.post("/api/deployments", """
                {"serviceName": "%s", "environment": "production", "version": "%s", "status": "Succeeded",
                 "deployedBy": "pipeline", "commitAt": "%s"}
                """.formatted(service, version, committed));
        assertThat(response.statusCode()).isEqualTo(201);
        return Program.JSON.readTree(response.body());
    }

    private static List<JsonNode> incidents(Program program) {
        try {
            List<JsonNode> incidents = new ArrayList<>();
            program.json("/api/incidents").forEach(incidents::add);
            return incidents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the only incident has this status, and a suspect. */
    private static JsonNode awaitIncident(Program program, String status) throws Exception {
        Program.await(
                Duration.ofSeconds(20),
                () -> incidents(program).stream()
                        .anyMatch(incident ->
                                incident.get("status").asText().equals(status) && incident.hasNonNull("suspect")));
        assertThat(incidents(program)).hasSize(1);
        return incidents(program).getFirst();
    }

    /** Its confidence is the product that docs/reference/definitions.md has, of what the evidence says. */
    private static void assertSuspect(Program program, JsonNode incident, JsonNode culprit) throws IOException {
        JsonNode suspect = incident.get("suspect");
        assertThat(suspect.get("deploymentId")).isEqualTo(culprit.get("id"));
        assertThat(suspect.get("version").asText()).isEqualTo("v2");
        List<String> evidence = new ArrayList<>();
        suspect.get("evidence").forEach(line -> evidence.add(line.asText()));
        Instant deployed = at(culprit, "startedAt");
        long good = MonitoredService.results(program).stream()
                .filter(result -> result.get("verdict").asText().equals("success"))
                .filter(result -> !at(result, "intendedAt").isAfter(deployed))
                .count();
        Matcher bad = find(BAD, evidence);
        double failures = Double.parseDouble(bad.group(1));
        assertThat(good).isGreaterThanOrEqualTo(5);
        assertThat(failures).isGreaterThanOrEqualTo(2);
        assertThat(bad.group(2)).isEqualTo(bad.group(1));
        assertThat(evidence)
                .contains("same service and environment: status-server in production")
                .anyMatch(line -> line.startsWith(good + " of " + good + " checks were good before it"))
                .contains("no other deployment of it in 60 min (alone 1.00)");
        double nearness = Double.parseDouble(find(NEARNESS, evidence).group(1));
        double lag = Duration.between(at(culprit, "finishedAt"), at(incident, "failingSince"))
                        .toMillis()
                / 1000.0;
        assertThat(nearness).isCloseTo(1 - 0.5 * lag / 3600, within(0.0051));
        double expected = nearness * (good + 1.0) / (good + 2.0) * (failures + 1) / (failures + 2);
        assertThat(suspect.get("confidence").asDouble()).isCloseTo(expected, within(0.011));
        assertThat(suspect.get("confidence").asDouble()).isBetween(0.5, 0.99);
    }

    private static Matcher find(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern + " in " + lines));
    }

    /** The incident began with the first run that failed, and was over with the second that didn't. */
    private static void assertResults(Program program, JsonNode incident, Instant broken, Instant mended)
            throws IOException {
        List<JsonNode> results = MonitoredService.results(program);
        List<JsonNode> failed = results.stream()
                .filter(result -> result.get("verdict").asText().equals("failure"))
                .toList();
        assertThat(failed).hasSizeGreaterThanOrEqualTo(2).allSatisfy(result -> {
            assertThat(result.get("status").asInt()).isEqualTo(500);
            assertThat(at(result, "startedAt")).isBetween(broken, mended);
        });
        assertThat(at(incident, "failingSince")).isEqualTo(at(failed.getFirst(), "intendedAt"));
        List<JsonNode> since = results.stream()
                .filter(result -> at(result, "intendedAt").isAfter(at(failed.getLast(), "intendedAt")))
                .toList();
        assertThat(at(incident, "resolvedAt"))
                .isBetween(
                        at(since.get(1), "startedAt"),
                        at(since.get(1), "startedAt").plus(OPENING));
    }

    /** One of two deployments failed; it took as long as the incident. */
    private static void assertDora(Program program, JsonNode incident, JsonNode culprit, Instant committed)
            throws Exception {
        String question = "/insights/dora?environment=production&definition=all";
        Program.await(Duration.ofSeconds(5), () -> {
            try {
                return program.json(question).at("/source/records").asLong() == 2;
            } catch (IOException e) {
                return false;
            }
        });
        JsonNode results = program.json(question).get("results");
        double outage = seconds(at(incident, "failingSince"), at(incident, "resolvedAt"));
        double sinceDeployment = seconds(at(culprit, "finishedAt"), at(incident, "resolvedAt"));
        double sinceOpening = seconds(at(incident, "openedAt"), at(incident, "resolvedAt"));

        JsonNode ours = row(results, "evenkeel", "status-server");
        assertKey(ours.get("deploymentFrequency"), 1, null);
        assertThat(ours.at("/leadTimeForChanges/n").asLong()).isEqualTo(1);
        assertThat(ours.at("/leadTimeForChanges/value").asDouble())
                .as("the time of a commit is kept to the second")
                .isCloseTo(seconds(committed, at(culprit, "finishedAt")), within(1.0));
        assertKey(ours.get("changeFailureRate"), 1, 1.0);
        assertThat(ours.at("/changeFailureRate/low").asDouble()).isCloseTo(wilson(1, 1, -1), rounding());
        assertThat(ours.at("/changeFailureRate/high").asDouble()).isCloseTo(wilson(1, 1, 1), rounding());
        assertKey(ours.get("failedDeploymentRecoveryTime"), 1, outage);
        assertKey(ours.get("reworkRate"), 1, 0.0);

        JsonNode shop = row(results, "evenkeel", "shop");
        assertKey(shop.get("changeFailureRate"), 1, 0.0);
        assertThat(shop.at("/failedDeploymentRecoveryTime/n").asLong()).isZero();
        assertThat(shop.at("/failedDeploymentRecoveryTime/value").isNull()).isTrue();

        JsonNode all = row(results, "evenkeel", null);
        assertKey(all.get("changeFailureRate"), 2, 0.5);
        assertThat(all.at("/changeFailureRate/low").asDouble()).isCloseTo(wilson(1, 2, -1), rounding());
        assertThat(all.at("/changeFailureRate/high").asDouble()).isCloseTo(wilson(1, 2, 1), rounding());
        assertKey(all.get("failedDeploymentRecoveryTime"), 1, outage);

        assertKey(row(results, "dora", null).get("failedDeploymentRecoveryTime"), 1, sinceDeployment);
        assertKey(row(results, "devlake", null).get("changeFailureRate"), 2, 0.5);
        assertKey(row(results, "devlake", null).get("failedDeploymentRecoveryTime"), 1, sinceDeployment);
        assertKey(row(results, "gitlab", null).get("changeFailureRate"), 2, 0.5);
        assertKey(row(results, "gitlab", null).get("failedDeploymentRecoveryTime"), 1, sinceOpening);
        assertKey(row(results, "datadog", null).get("changeFailureRate"), 2, 0.0);
    }

    private static void assertKey(JsonNode key, long n, Double value) {
        assertThat(key.get("n").asLong()).as("%s", key).isEqualTo(n);
        if (value != null) {
            assertThat(key.get("value").asDouble()).as("%s", key).isCloseTo(value, rounding());
        }
    }

    private static JsonNode row(JsonNode results, String definition, String service) {
        for (JsonNode result : results) {
            for (JsonNode row : result.get("rows")) {
                boolean wanted = service == null
                        ? row.get("service").isNull()
                        : row.get("service").asText().equals(service);
                if (result.get("definition").asText().equals(definition) && wanted) {
                    return row;
                }
            }
        }
        throw new AssertionError("no row of " + service + " by " + definition + " in " + results);
    }

    /** E. B. Wilson's score interval, its lower (−1) or upper (1) end. */
    private static double wilson(long hits, long n, int side) {
        double share = (double) hits / n;
        double spread = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
        return Math.clamp((share + Z * Z / (2.0 * n) + side * spread) / (1 + Z * Z / n), 0, 1);
    }

    private static Offset<Double> rounding() {
        return within(1e-6);
    }

    private static List<String> kinds(JsonNode incident) {
        List<String> kinds = new ArrayList<>();
        incident.get("timeline").forEach(entry -> kinds.add(entry.get("kind").asText()));
        return kinds;
    }

    private static Instant at(JsonNode object, String field) {
        return Instant.parse(object.get(field).asText());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
