package dev.evenkeel.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes under a real supervisor. */
class SupervisorTest {
    @TempDir
    Path folder;

    private SupervisorFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SupervisorFixture(folder);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void startsReplicasEachWithItsOwnPortAndEndsThemWithItself() throws Exception {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 3));
        AppView view = fixture.awaitReady("shop", 3);

        assertThat(view.replicas()).extracting(ReplicaView::port).doesNotHaveDuplicates();
        assertThat(view.replicas()).allMatch(SupervisorFixture::alive);
        assertThat(fixture.get(view.replicas().getFirst(), "/")).isEqualTo("fine 1.0");
        assertThat(fixture.supervisor.endpoints("shop").ready()).hasSize(3);

        fixture.close();
        assertThat(view.replicas()).noneMatch(SupervisorFixture::alive);
        fixture.supervisor = fixture.start();
    }

    @Test
    void aReplicaThatEndsIsStartedAgain() {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 1));
        ReplicaView before = fixture.awaitReady("shop", 1).replicas().getFirst();
        fixture.get(before, "/exit");

        AppView after = fixture.await(
                "shop", view -> view.ready() == 1 && view.replicas().getFirst().restarts() == 1);

        assertThat(after.replicas().getFirst().id()).isEqualTo(before.id());
        assertThat(after.replicas().getFirst().pid()).isNotEqualTo(before.pid());
    }

    @Test
    void aReplicaThatAnswersOnlyErrorsLeavesTrafficAndIsRestarted() {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 2));
        ReplicaView broken = fixture.awaitReady("shop", 2).replicas().getFirst();
        fixture.get(broken, "/break");

        fixture.await("shop", view -> view.ready() == 1);
        AppView after = fixture.awaitReady("shop", 2);

        assertThat(after.replicas())
                .filteredOn(replica -> replica.id().equals(broken.id()))
                .allMatch(replica -> replica.restarts() == 1);
    }

    @Test
    void rollsANewVersionOutAndRecordsIt() {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 2));
        fixture.awaitReady("shop", 2);
        fixture.put(SupervisorFixture.toy("shop", "1.1", 2));

        AppView after = fixture.await(
                "shop",
                view -> view.status().equals("Ready")
                        && view.replicas().size() == 2
                        && view.replicas().stream()
                                .allMatch(replica -> replica.version().equals("1.1")));

        assertThat(after.version()).isEqualTo("1.1");
        SupervisorFixture.until(
                Duration.ofSeconds(5),
                () -> fixture.records.stream()
                        .anyMatch(record -> record.version().equals("1.1") && record.status() == Status.SUCCEEDED));
        assertThat(fixture.records)
                .filteredOn(record -> record.version().equals("1.1"))
                .extracting(record -> record.status())
                .containsExactly(Status.DEPLOYING, Status.SUCCEEDED);
    }

    @Test
    void aVersionThatNeverGetsReadyIsReverted() {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 2));
        fixture.awaitReady("shop", 2);
        Map<String, Object> bad = SupervisorFixture.toy("shop", "1.1", 2, "never-ready");
        bad.put("rollout", Map.of("minReadySeconds", 0, "progressDeadlineSeconds", 2));
        fixture.put(bad);

        AppView after = fixture.await(
                "shop", view -> view.rollout() != null && view.rollout().phase().equals("Reverted"));

        assertThat(after.version()).isEqualTo("1.0");
        assertThat(after.message()).contains("no progress for 2 s");
        SupervisorFixture.until(Duration.ofSeconds(5), () -> fixture.records.size() >= 6);
        assertThat(fixture.records.subList(2, 6))
                .extracting(record -> record.version() + " " + record.status())
                .containsExactly("1.1 Deploying", "1.1 RolledBack", "1.0 Deploying", "1.0 Succeeded");
        assertThat(fixture.records.get(3).labels().get("reason")).contains("no progress for 2 s");
        assertThat(fixture.records.get(5).rollbackOf())
                .isEqualTo(fixture.records.get(3).id());
    }

    @Test
    void aCommandThatDoesNotExistIsSaidAndDisturbsNobody() {
        fixture.put(SupervisorFixture.toy("fine", "1.0", 1));
        Map<String, Object> app = SupervisorFixture.shell("missing", "true");
        app.put("command", List.of("./no-such-program"));
        fixture.put(app);

        AppView view = fixture.await(
                "missing",
                seen -> seen.status().equals("Down")
                        && seen.replicas().getFirst().state().equals("BackOff"));

        assertThat(view.message()).contains("the command ./no-such-program doesn't exist");
        fixture.awaitReady("fine", 1);
    }

    @Test
    void whatAProcessSaidLastIsShown() {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 1, "crash"));

        AppView view =
                fixture.await("shop", seen -> seen.replicas().getFirst().state().equals("BackOff"));

        assertThat(view.message()).contains("exit code 3; last error line: the database is not there");
    }

    @Test
    void aLineOfTenMegabytesIsCutAndSaid() {
        fixture.put(SupervisorFixture.shell(
                "wordy", "head -c 10485760 /dev/zero | tr '\\0' x; echo; echo after; exec sleep 600"));

        AppView view = fixture.await(
                "wordy", seen -> !seen.replicas().getFirst().notes().isEmpty());

        assertThat(view.replicas().getFirst().notes())
                .containsExactly("a line of 10485760 bytes on stdout was cut to its first 65536");
        SupervisorFixture.until(
                Duration.ofSeconds(5),
                () -> fixture.supervisor.log("wordy").recent(10).stream()
                        .anyMatch(line -> line.text().equals("after")));
        assertThat(fixture.supervisor.log("wordy").recent(10).getFirst().text())
                .hasSize(65536 + "… [cut: the line had 10485760 bytes]".length())
                .endsWith("… [cut: the line had 10485760 bytes]");
    }

    @Test
    void aForkBombIsStoppedByItsLimit() {
        fixture.put(SupervisorFixture.toy("fine", "1.0", 1));
        Map<String, Object> app =
                SupervisorFixture.shell("bomb", "i=0; while [ $i -lt 300 ]; do sleep 600 & i=$((i+1)); done; wait");
        app.put("limits", Map.of("processes", 50));
        app.put("backoff", Map.of("initial", "1h", "max", "1h"));
        fixture.put(app);

        AppView view = fixture.await(
                "bomb",
                seen -> seen.replicas().getFirst().restarts() == 1
                        && seen.replicas().getFirst().state().equals("BackOff"));

        assertThat(view.message()).contains("processes: limits.processes is 50");
        fixture.awaitReady("fine", 1);
    }

    /** Each makes two, and none ends before those that it made: unlike a real one, it stops at a thousand by itself. */
    @Test
    void oneThatDoublesIsStoppedWithAllThatItMade() throws Exception {
        fixture.put(SupervisorFixture.toy("fine", "1.0", 1));
        String mark = "bomb-" + folder.getFileName();
        Map<String, Object> app = SupervisorFixture.shell(
                "bomb",
                "f() { if [ $1 -gt 0 ]; then f $(($1-1)) & f $(($1-1)) & wait; else exec sleep 600; fi; }; : " + mark
                        + "; f 9");
        app.put("limits", Map.of("processes", 20, "niceness", 19));
        app.put("backoff", Map.of("initial", "1h", "max", "1h"));
        fixture.put(app);

        AppView view = fixture.await(
                "bomb",
                seen -> seen.replicas().getFirst().restarts() == 1
                        && seen.replicas().getFirst().state().equals("BackOff"));

        assertThat(view.message()).contains("processes: limits.processes is 20");
        SupervisorFixture.until(
                Duration.ofSeconds(5),
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(mark)));
        fixture.awaitReady("fine", 1);
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Map<String, Object> app = SupervisorFixture.toy("shop", "1.0", 1);
            app.put("ports", String.valueOf(socket.getLocalPort()));
            fixture.put(app);

            AppView view = fixture.await(
                    "shop", seen -> seen.replicas().getFirst().state().equals("BackOff"));

            assertThat(view.message())
                    .contains("port " + socket.getLocalPort() + " is taken by another program: end that");
        }
        fixture.awaitReady("shop", 1);
    }

    @Test
    void environmentFolderAndPortReachTheProcess() throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Map<String, Object> app = SupervisorFixture.shell(
                "env", "echo \"$(pwd) $COLOUR $PORT {port} $EVENKEEL_APP $EVENKEEL_VERSION\"; exec sleep 600");
        app.put("folder", work.toString());
        app.put("version", "7");
        app.put("env", Map.of("COLOUR", "green"));
        fixture.put(app);
        ReplicaView replica = fixture.awaitReady("env", 1).replicas().getFirst();

        SupervisorFixture.until(
                Duration.ofSeconds(5),
                () -> !fixture.supervisor.log("env").recent(1).isEmpty());
        assertThat(fixture.supervisor.log("env").recent(1).getFirst().text())
                .isEqualTo(work + " green " + replica.port() + " " + replica.port() + " env 7");
    }

    /** Root alone can do this, as the tests of CI are. */
    @Test
    void runsItsCommandHookAndProbesAsTheUserItNames() throws Exception {
        assertThat((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                .as("only root can run applications as other users: run this test as root")
                .isZero();
        // Every folder above is root's alone.
        Path open = Files.createTempDirectory(Path.of("/tmp"), "evenkeel-user");
        try {
            Files.setPosixFilePermissions(open, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
            Map<String, Object> app = SupervisorFixture.shell("modest", "id -un; id -gn; exec sleep 600");
            app.put("user", "nobody");
            app.put("folder", open.toString());
            app.put(
                    "probes",
                    Map.of("readiness", Map.of("command", List.of("sh", "-c", "id -un >probe"), "period", "100ms")));
            app.put("stop", Map.of("grace", "5s", "preStop", List.of("sh", "-c", "id -un >hook")));
            fixture.put(app);
            fixture.awaitReady("modest", 1);
            fixture.supervisor.scale("modest", 0);
            fixture.await("modest", seen -> seen.replicas().isEmpty());

            assertThat(fixture.supervisor.log("modest").recent(10))
                    .filteredOn(line -> line.stream().equals("stdout"))
                    .extracting(line -> line.text())
                    .containsExactly("nobody", "nogroup");
            assertThat(Files.readString(open.resolve("probe"))).isEqualTo("nobody\n");
            assertThat(Files.readString(open.resolve("hook"))).isEqualTo("nobody\n");
        } finally {
            Files.deleteIfExists(open.resolve("probe"));
            Files.deleteIfExists(open.resolve("hook"));
            Files.deleteIfExists(open);
        }
    }

    @Test
    void aUserThatDoesNotExistIsSaid() {
        Map<String, Object> app = SupervisorFixture.shell("modest", "true");
        app.put("user", "nobody-at-all");
        fixture.put(app);

        AppView view = fixture.await(
                "modest", seen -> seen.replicas().getFirst().state().equals("BackOff"));

        assertThat(view.message()).contains("the user nobody-at-all doesn't exist on this machine");
    }

    @Test
    void commandsAndConnectionsAreProbesToo() throws Exception {
        Map<String, Object> app = SupervisorFixture.toy("shop", "1.0", 1);
        Path flag = folder.resolve("ready");
        app.put(
                "probes",
                Map.of(
                        "startup", Map.of("tcp", true, "period", "50ms", "failureThreshold", 400),
                        "readiness", Map.of("command", List.of("test", "-e", flag.toString()), "period", "100ms"),
                        "liveness", Map.of("tcp", true, "period", "100ms")));
        fixture.put(app);
        AppView waiting = fixture.await(
                "shop", view -> view.replicas().getFirst().message().contains("exit code 1"));
        assertThat(waiting.ready()).isZero();

        Files.createFile(flag);
        fixture.awaitReady("shop", 1);
        Files.delete(flag);
        AppView again = fixture.await("shop", view -> view.ready() == 0);

        assertThat(again.replicas().getFirst().restarts()).isZero();
    }

    @Test
    void eachStartOfAReplicaIsGivenItsNumber() {
        Map<String, Object> app =
                SupervisorFixture.shell("env", "echo \"$EVENKEEL_REPLICA start $EVENKEEL_START\"; sleep 0.1");
        app.put("backoff", Map.of("initial", "1ms", "max", "1ms"));
        fixture.put(app);

        SupervisorFixture.until(
                Duration.ofSeconds(10),
                () -> fixture.supervisor.log("env").recent(100).size() >= 3);
        assertThat(fixture.supervisor.log("env").recent(100))
                .extracting(line -> line.text())
                .startsWith("r1 start 1", "r1 start 2", "r1 start 3");
    }

    @Test
    void whatIsShownCanBeSentAgainAndItsSecretsStay() {
        Map<String, Object> app = SupervisorFixture.shell("quiet", "echo \"$TOKEN\"; exec sleep 600");
        app.put("env", Map.of("TOKEN", "s3cret"));
        fixture.put(app);
        Map<String, Object> shown = fixture.awaitReady("quiet", 1).config();
        assertThat(shown.toString()).doesNotContain("s3cret");

        AppView after = fixture.put(new java.util.LinkedHashMap<>(shown));

        assertThat(after.revision()).as("nothing has changed").isEqualTo(1);
    }

    @Test
    void scalesUpAndDown() {
        fixture.put(SupervisorFixture.shell("sleeper", "exec sleep 600"));
        fixture.awaitReady("sleeper", 1);
        fixture.supervisor.scale("sleeper", 3);
        fixture.awaitReady("sleeper", 3);
        fixture.supervisor.scale("sleeper", 0);

        AppView view = fixture.await("sleeper", seen -> seen.replicas().isEmpty());

        assertThat(view.status()).isEqualTo("Stopped");
    }
}
