package dev.evenkeel.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor that is gone from one moment to the next, and the one that comes after it. */
class AdoptionTest {
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
    void findsItsReplicasAgainAndReadsOnWhatTheyWrite() throws Exception {
        Map<String, Object> app =
                SupervisorFixture.shell("counter", "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done");
        fixture.put(app);
        ReplicaView before = fixture.awaitReady("counter", 1).replicas().getFirst();
        SupervisorFixture.until(
                Duration.ofSeconds(5),
                () -> fixture.supervisor.log("counter").recent(10).size() > 3);

        fixture.supervisor.abandon();
        fixture.supervisor = fixture.start();

        ReplicaView after = fixture.awaitReady("counter", 1).replicas().getFirst();
        assertThat(after).extracting(ReplicaView::pid, ReplicaView::port).containsExactly(before.pid(), before.port());
        SupervisorFixture.until(
                Duration.ofSeconds(5),
                () -> fixture.supervisor.log("counter").recent(10).size() > 3);
        List<String> lines = Files.readAllLines(folder.resolve("state/logs/counter.log")).stream()
                .map(line -> line.replaceAll(".*\"text\":\"line (\\d+)\".*", "$1"))
                .toList();
        assertThat(lines.stream().map(Integer::valueOf).toList())
                .as("no line is lost or read twice")
                .isEqualTo(Stream.iterate(1, i -> i + 1).limit(lines.size()).toList());
    }

    @Test
    void aReplicaThatEndedMeanwhileIsStartedAgain() throws Exception {
        fixture.put(SupervisorFixture.shell("sleeper", "exec sleep 600"));
        ReplicaView before = fixture.awaitReady("sleeper", 1).replicas().getFirst();

        fixture.supervisor.abandon();
        ProcessHandle shell = ProcessHandle.of(pid(before)).orElseThrow();
        new ProcessBuilder("kill", "-KILL", "--", "-" + before.pid()).start().waitFor();
        SupervisorFixture.until(Duration.ofSeconds(5), () -> !shell.isAlive());
        fixture.supervisor = fixture.start();

        AppView after = fixture.await(
                "sleeper",
                view -> view.ready() == 1
                        && !before.pid().equals(view.replicas().getFirst().pid()));
        assertThat(after.replicas()).hasSize(1);
    }

    @Test
    void aPidThatBelongsToAnotherProcessByNowIsLeftAlone() throws Exception {
        fixture.put(SupervisorFixture.shell("sleeper", "exec sleep 600"));
        ReplicaView before = fixture.awaitReady("sleeper", 1).replicas().getFirst();
        fixture.supervisor.abandon();
        new ProcessBuilder("kill", "-KILL", "--", "-" + before.pid()).start().waitFor();
        Process stranger = new ProcessBuilder("setsid", "sleep", "600").start();
        try {
            Path file = folder.resolve("state/apps/sleeper.json");
            Files.writeString(
                    file, Files.readString(file).replace("\"pid\":" + before.pid(), "\"pid\":" + stranger.pid()));

            fixture.supervisor = fixture.start();
            fixture.await(
                    "sleeper",
                    view -> view.ready() == 1
                            && !before.pid().equals(view.replicas().getFirst().pid()));
            fixture.supervisor.delete("sleeper", "tester");
            SupervisorFixture.until(
                    Duration.ofSeconds(10), () -> fixture.supervisor.apps().isEmpty());

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void whateverTheMomentNothingRunsTwiceAndARolloutGoesOn() throws Exception {
        var random = new SplittableRandom(42);
        String version = "1";
        for (int kill = 0; kill < 20; kill++) {
            version = String.valueOf(kill / 2);
            Map<String, Object> app = SupervisorFixture.shell("job", "echo " + version + " on $PORT; exec sleep 600");
            app.put("version", version);
            app.put("replicas", 4);
            fixture.put(app);
            LockSupport.parkNanos(random.nextLong(1, 120) * 1_000_000);
            fixture.supervisor.abandon();
            fixture.supervisor = fixture.start();
        }
        String last = version;
        AppView view = fixture.await(
                "job",
                seen -> seen.ready() == 4
                        && seen.replicas().size() == 4
                        && seen.replicas().stream()
                                .allMatch(replica -> replica.version().equals(last)));

        Set<Long> wanted = new HashSet<>();
        view.replicas().forEach(replica -> wanted.add(pid(replica)));
        SupervisorFixture.until(Duration.ofSeconds(10), () -> running().equals(wanted));
        assertThat(view.replicas()).extracting(ReplicaView::port).doesNotHaveDuplicates();
    }

    @Test
    void whenNobodyComesBackTheReplicasEnd() throws Exception {
        fixture.close();
        fixture.supervisor = fixture.start("supervisor.orphanTimeout=1s");
        fixture.put(SupervisorFixture.shell("sleeper", "exec sleep 600"));
        ReplicaView replica = fixture.awaitReady("sleeper", 1).replicas().getFirst();

        fixture.supervisor.abandon();

        SupervisorFixture.until(Duration.ofSeconds(20), () -> !SupervisorFixture.alive(replica));
        fixture.supervisor = fixture.start();
    }

    private static long pid(ReplicaView replica) {
        Long pid = replica.pid();
        return pid == null ? -1 : pid;
    }

    /** The leaders of all groups that were started from this folder. */
    private Set<Long> running() {
        var pids = new HashSet<Long>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                List<String> words = List.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .split("\0", -1));
                int mark = words.indexOf("evenkeel-replica");
                if (mark > 0
                        && words.get(mark + 1)
                                .startsWith(folder.toAbsolutePath().toString())) {
                    pids.add(process.pid());
                }
            } catch (IOException e) {
                // Over by now.
            }
        });
        return pids;
    }
}
