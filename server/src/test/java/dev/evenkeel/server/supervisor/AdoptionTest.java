package dev.evenkeel.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    /** Tells our processes from those of the same test elsewhere on the machine. */
    private static final String OURS = "." + ProcessHandle.current().pid();

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
    void whatIsLeftOfAReplicaThatEndedMeanwhileIsEnded() throws Exception {
        fixture.put(SupervisorFixture.shell(
                "parent", "setsid sleep 611%1$s & sleep 612%1$s & exec sleep 613%1$s".formatted(OURS)));
        ReplicaView before = fixture.awaitReady("parent", 1).replicas().getFirst();
        SupervisorFixture.until(Duration.ofSeconds(10), () -> sleepers().size() == 3);
        Set<Long> old = sleepers();

        fixture.supervisor.abandon();
        // The leader alone: its children live on.
        new ProcessBuilder("kill", "-KILL", String.valueOf(before.pid()))
                .start()
                .waitFor();
        assertThat(sleepers()).isEqualTo(old);
        fixture.supervisor = fixture.start();

        SupervisorFixture.until(
                Duration.ofSeconds(10),
                () -> sleepers().size() == 3 && sleepers().stream().noneMatch(old::contains));
    }

    private static Set<Long> sleepers() {
        var pids = new HashSet<Long>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                if (Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .matches("sleep\\x0061[123]" + OURS + "\\x00")) {
                    pids.add(process.pid());
                }
            } catch (IOException e) {
                // Over by now.
            }
        });
        return pids;
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

    /** It was killed between starting a process on a new port and writing that down. */
    @Test
    void theProcessKnowsItsPortBetterThanWhatWasWritten() throws Exception {
        fixture.put(SupervisorFixture.toy("shop", "1.0", 1));
        ReplicaView before = fixture.awaitReady("shop", 1).replicas().getFirst();
        fixture.supervisor.abandon();
        Path file = folder.resolve("state/apps/shop.json");
        String written = Files.readString(file);
        assertThat(written).contains("\"port\":" + before.port());
        Files.writeString(file, written.replace("\"port\":" + before.port(), "\"port\":1"));

        fixture.supervisor = fixture.start();

        ReplicaView after = fixture.awaitReady("shop", 1).replicas().getFirst();
        assertThat(after).extracting(ReplicaView::pid, ReplicaView::port).containsExactly(before.pid(), before.port());
        assertThat(fixture.supervisor.endpoints("shop").ready())
                .extracting(java.net.InetSocketAddress::getPort)
                .containsExactly(before.port());
    }

    @Test
    void whatWasDeletedStaysDeletedThoughItsReplicaTookItsTime() throws Exception {
        Map<String, Object> app = SupervisorFixture.shell("stubborn", "trap '' TERM; while :; do sleep 0.1; done");
        app.put("stop", Map.of("grace", "3s"));
        fixture.put(app);
        ReplicaView replica = fixture.awaitReady("stubborn", 1).replicas().getFirst();
        fixture.supervisor.delete("stubborn", "tester");
        assertThatThrownBy(() -> fixture.put(app)).hasMessageContaining("stubborn is being ended");

        fixture.supervisor.abandon();
        fixture.supervisor = fixture.start();

        assertThat(SupervisorFixture.alive(replica)).isTrue();
        SupervisorFixture.until(
                Duration.ofSeconds(15), () -> fixture.supervisor.apps().isEmpty());
        assertThat(SupervisorFixture.alive(replica)).isFalse();
        assertThat(running()).isEmpty();
    }

    @Test
    void theTimeThatAProcessRanIsCountedOnce() throws Exception {
        fixture.put(SupervisorFixture.shell("sleeper", "exec sleep 600"));
        Instant begin = fixture.awaitReady("sleeper", 1).replicas().getFirst().since();
        for (int i = 0; i < 3; i++) {
            double before = i == 0 ? 0 : ranSeconds();
            SupervisorFixture.until(Duration.ofSeconds(10), () -> ranSeconds() > before);
            // Has what is known written down.
            fixture.supervisor.scale("sleeper", 1);
            fixture.supervisor.abandon();
            fixture.supervisor = fixture.start();
        }
        double before = ranSeconds();
        SupervisorFixture.until(Duration.ofSeconds(10), () -> ranSeconds() > before);

        double age = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        assertThat(ranSeconds()).isGreaterThan(2).isLessThan(age + 0.1);
    }

    /** As far as it has been looked at. */
    private double ranSeconds() {
        try {
            return fixture.supervisor
                    .size("sleeper", new SizeView.Wish(0.9, 1.0, 1.0))
                    .measured()
                    .runSeconds();
        } catch (ProblemException e) {
            return 0; // nothing measured yet
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
