package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The status server of the samples, which a check named {@code status} asks every second. */
final class MonitoredService implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Program sample;

    private MonitoredService(Program sample) {
        this.sample = sample;
    }

    static MonitoredService launch(Path folder) throws IOException {
        return new MonitoredService(Program.launchStatusServer(folder, Program.freePort()));
    }

    /** For {@code monitor.checks}: two failures in a row bring it down, two successes back. */
    String check() {
        return "{name: status, url: \"" + sample.url("/status") + "\", service: status-server,"
                + " environment: production, interval: 1s, timeout: 1s, conditions: [\"status == 200\"],"
                + " failureThreshold: 2, successThreshold: 2}";
    }

    void awaitReady() throws Exception {
        sample.await("/status");
    }

    /** Has it answer this from now on. */
    void answers(int status) throws IOException {
        assertThat(sample.post("/status/" + status, "").statusCode()).isEqualTo(202);
    }

    /** What the monitor knows of the check now. */
    static JsonNode check(Program monitor) {
        try {
            for (JsonNode check : monitor.json("/api/checks")) {
                if (check.get("name").asText().equals("status")) {
                    return check;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("there is no check status");
    }

    /** Waits for so many more runs. */
    static void awaitRuns(Program monitor, int more) throws Exception {
        long before = check(monitor).get("runs").asLong();
        Program.await(
                INTERVAL.multipliedBy(more).plusSeconds(10),
                () -> check(monitor).get("runs").asLong() >= before + more);
    }

    /** Every run of the check that is kept, oldest first. */
    static List<JsonNode> results(Program monitor) throws IOException {
        List<JsonNode> results = new ArrayList<>();
        monitor.json("/api/checks/status/results?limit=10000").forEach(results::add);
        return results.reversed();
    }

    @Override
    public void close() {
        sample.close();
    }
}
