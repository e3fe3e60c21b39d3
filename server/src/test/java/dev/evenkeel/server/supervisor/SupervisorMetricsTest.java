package dev.evenkeel.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of real replicas, as Prometheus sees it. */
class SupervisorMetricsTest {
    @TempDir
    Path folder;

    private final Metrics metrics = new Metrics("test");
    private SupervisorFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SupervisorFixture(folder);
        fixture.supervisor.bind(metrics);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private void awaitLine(String line) {
        try {
            SupervisorFixture.until(Duration.ofSeconds(20), () -> lines().contains(line));
        } catch (AssertionError e) {
            throw new AssertionError(line + " didn't come:\n" + String.join("\n", lines()), e);
        }
    }

    private List<String> lines() {
        return metrics.scrape("text/plain").lines().toList();
    }

    @Test
    void everyRestartHasItsReason() {
        Map<String, Object> shop = SupervisorFixture.toy("shop", "1.0", 2);
        Map<String, Object> probe = Map.of("path", "/health", "period", "100ms", "failureThreshold", 400);
        // Asked so rarely that the end of a process is always noticed first.
        Map<String, Object> liveness = Map.of("path", "/health", "period", "2s", "failureThreshold", 2);
        shop.put("probes", Map.of("startup", probe, "readiness", probe, "liveness", liveness));
        fixture.put(shop);
        fixture.awaitReady("shop", 2);
        awaitLine("evenkeel_app_replicas{app=\"shop\",state=\"Ready\"} 2.0");
        assertThat(lines())
                .contains(
                        "evenkeel_app_replicas_wanted{app=\"shop\"} 2.0",
                        "evenkeel_app_replicas{app=\"shop\",state=\"BackOff\"} 0.0",
                        "evenkeel_app_restarts_total{app=\"shop\",reason=\"exited\"} 0.0",
                        "evenkeel_app_rollouts_total{app=\"shop\",outcome=\"succeeded\"} 1.0")
                .anyMatch(
                        line -> line.matches(
                                "evenkeel_app_probe_duration_seconds_count\\{app=\"shop\",probe=\"startup\",result=\"passed\"} 2.*"));

        fixture.get(replica(0), "/exit");
        awaitLine("evenkeel_app_restarts_total{app=\"shop\",reason=\"exited\"} 1.0");
        fixture.awaitReady("shop", 2);
        fixture.get(replica(1), "/break");
        awaitLine("evenkeel_app_restarts_total{app=\"shop\",reason=\"liveness_probe\"} 1.0");
        fixture.awaitReady("shop", 2);
        fixture.supervisor.restart("shop", replica(0).id(), "tester");
        awaitLine("evenkeel_app_restarts_total{app=\"shop\",reason=\"asked\"} 1.0");
        fixture.awaitReady("shop", 2);
        assertThat(lines())
                .contains("evenkeel_app_restarts_total{app=\"shop\",reason=\"exited\"} 1.0")
                .anyMatch(line -> line.startsWith("evenkeel_app_probe_duration_seconds_count{app=\"shop\","
                        + "probe=\"liveness\",result=\"failed\"}"));
    }

    private ReplicaView replica(int index) {
        return fixture.supervisor.app("shop").replicas().get(index);
    }

    @Test
    void whatCanNotStartOrUsesTooMuchIsCountedApart() {
        Map<String, Object> missing = SupervisorFixture.shell("missing", "true");
        missing.put("command", List.of("./no-such-program"));
        fixture.put(missing);
        Map<String, Object> many = SupervisorFixture.shell("many", "sleep 600 & sleep 600 & sleep 600 & wait");
        many.put("limits", Map.of("processes", 2));
        many.put("backoff", Map.of("initial", "1h", "max", "1h"));
        fixture.put(many);
        Map<String, Object> slow = SupervisorFixture.toy("slow", "1.0", 1, "never-ready");
        slow.put("probes", Map.of("startup", Map.of("path", "/health", "period", "50ms", "failureThreshold", 20)));
        slow.put("backoff", Map.of("initial", "1h", "max", "1h"));
        fixture.put(slow);

        SupervisorFixture.until(
                Duration.ofSeconds(20),
                () -> lines().stream()
                        .anyMatch(line -> line.matches(
                                "evenkeel_app_restarts_total\\{app=\"missing\",reason=\"not_started\"} [1-9].*")));
        awaitLine("evenkeel_app_restarts_total{app=\"many\",reason=\"limit\"} 2.0");
        awaitLine("evenkeel_app_restarts_total{app=\"slow\",reason=\"startup_probe\"} 2.0");
        awaitLine("evenkeel_app_replicas{app=\"slow\",state=\"BackOff\"} 1.0");
    }

    @Test
    void everyRolloutIsCountedByItsEndAndADeletedApplicationIsGone() {
        fixture.put(SupervisorFixture.shell("job", "exec sleep 600"));
        awaitLine("evenkeel_app_rollouts_total{app=\"job\",outcome=\"succeeded\"} 1.0");
        Map<String, Object> bad = SupervisorFixture.shell("job", "exec sleep 600");
        bad.put("version", "2");
        bad.put("probes", Map.of("readiness", Map.of("command", List.of("false"), "period", "100ms")));
        bad.put("rollout", Map.of("minReadySeconds", 0, "progressDeadlineSeconds", 1));
        fixture.put(bad);
        awaitLine("evenkeel_app_rollouts_total{app=\"job\",outcome=\"reverted\"} 1.0");
        bad.put("version", "3");
        bad.put("rollout", Map.of("minReadySeconds", 0, "progressDeadlineSeconds", 60));
        fixture.put(bad);
        bad.put("version", "4");
        bad.put("rollout", Map.of("minReadySeconds", 0, "progressDeadlineSeconds", 1, "autoRevert", false));
        fixture.put(bad);
        awaitLine("evenkeel_app_rollouts_total{app=\"job\",outcome=\"superseded\"} 1.0");
        awaitLine("evenkeel_app_rollouts_total{app=\"job\",outcome=\"failed\"} 1.0");

        fixture.supervisor.delete("job", "tester");
        SupervisorFixture.until(
                Duration.ofSeconds(10), () -> lines().stream().noneMatch(line -> line.contains("app=\"job\"")));
    }
}
