package dev.evenkeel.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.probe.TargetSource;
import dev.evenkeel.core.probe.TargetSource.Target;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the monitor is told of the applications. */
class AppTargetsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private SupervisorFixture fixture;
    private TargetSource targets;

    @BeforeEach
    void start() throws Exception {
        fixture = new SupervisorFixture(folder);
        targets = fixture.supervisor.targets();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private void until(List<Target> expected) {
        SupervisorFixture.until(LONG, () -> targets.targets().equals(expected));
    }

    private static Target target(ReplicaView replica) {
        return new Target("shop", URI.create("http://127.0.0.1:" + replica.port() + "/health"), "web-shop", "staging");
    }

    @Test
    void anApplicationIsAskedAtAReplicaThatIsReadyOrWasLast() throws Exception {
        var changes = new AtomicInteger();
        targets.onChange(changes::incrementAndGet);
        Map<String, Object> app = SupervisorFixture.toy("shop", "1.0", 1);
        app.put("service", "web-shop");
        app.put("environment", "staging");
        fixture.put(app);
        ReplicaView one = fixture.awaitReady("shop", 1).replicas().getFirst();
        until(List.of(target(one)));

        fixture.supervisor.scale("shop", 2);
        fixture.awaitReady("shop", 2);
        ProcessHandle.of(one.pid()).orElseThrow().destroyForcibly();
        ReplicaView other = fixture
                .await(
                        "shop",
                        view -> view.replicas().stream()
                                .anyMatch(replica ->
                                        replica.ready() && !replica.id().equals(one.id())))
                .replicas()
                .stream()
                .filter(replica -> !replica.id().equals(one.id()))
                .findFirst()
                .orElseThrow();
        assertThat(targets.targets()).isSubsetOf(target(one), target(other));

        fixture.supervisor.scale("shop", 0);
        until(List.of());
        assertThat(changes.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void oneThatIsGoneIsStillAskedWhereItWas() throws Exception {
        Map<String, Object> app = SupervisorFixture.toy("shop", "1.0", 1);
        app.put("service", "web-shop");
        app.put("environment", "staging");
        fixture.put(app);
        ReplicaView replica = fixture.awaitReady("shop", 1).replicas().getFirst();
        until(List.of(target(replica)));

        fixture.get(replica, "/break");
        fixture.await("shop", view -> view.ready() == 0);
        assertThat(targets.targets()).containsExactly(target(replica));
        fixture.supervisor.delete("shop", "tester");
        until(List.of());
    }
}
