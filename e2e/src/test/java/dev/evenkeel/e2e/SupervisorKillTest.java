package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.Processes.Identity;
import dev.evenkeel.e2e.Processes.Seen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the supervisor, twenty times: while its replicas run, and in the middle of updates that are good
 * and that have to be reverted. What is looked at is {@code /proc}, not what the program says.
 */
class SupervisorKillTest {
    private static final int REPLICAS = 3;
    /** Decides the order and the moments. */
    private static final long SEED = 20_261_121;

    /** The longest time from an order to the kill: from before anything is started to after all has been replaced. */
    private static final int LONGEST_UPDATE_MILLIS = 3_000;

    private static final int LONGEST_IDLE_MILLIS = 300;

    /** A good update is watched for a quarter of this. */
    private static final int DEADLINE_SECONDS = 12;

    private static final int BAD_DEADLINE_SECONDS = 3;

    /** What goes on when the supervisor is killed. */
    private enum Moment {
        IDLE(7),
        GOOD_UPDATE(10),
        BAD_UPDATE(3);

        private final int times;

        Moment(int times) {
            this.times = times;
        }
    }

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    /** By version: how the record of its rollout has to end. */
    private final Map<String, String> ends = new LinkedHashMap<>();

    private String live = "0";

    @Test
    void twentyKillsLeaveNoOrphanAndNoDoubleAndEveryUpdateEnds() throws Exception {
        int port = Program.freePort();
        try (var watch = new PortWatch(events())) {
            Program program = serve(port);
            try {
                put(program, live, true);
                awaitEnd(program, live, "Succeeded");
                for (Moment moment : moments()) {
                    Set<Identity> before = replicas();
                    String next = String.valueOf(ends.size());
                    if (moment != Moment.IDLE) {
                        put(program, next, moment == Moment.GOOD_UPDATE);
                    }
                    int longest = moment == Moment.IDLE ? LONGEST_IDLE_MILLIS : LONGEST_UPDATE_MILLIS;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(longest)));
                    program.kill();
                    program = serve(port);
                    settle(program, moment, next, before);
                    check(program);
                }
                checkRecords(program);
            } finally {
                program.close();
            }
            assertThat(watch.doubles()).as("two processes for one port").isEmpty();
        }
        assertThat(replicas()).as("told to stop in order, it ends them").isEmpty();
        assertThat(Files.readString(folder.resolve("data/supervisor/logs/job.log")))
                .as("none was started on a port that was in use")
                .doesNotContainIgnoringCase("in use");
    }

    /** The pid of a replica that ended while nobody looked belongs to a program of somebody else's by now. */
    @Test
    void aPidThatIsSomebodyElsesByNowIsNeverKilled() throws Exception {
        int port = Program.freePort();
        // A group and session of its own, as a replica has, so that a signal to the group would hit it.
        Process stranger = new ProcessBuilder("setsid", "sleep", "600").start();
        Identity identity = Processes.find(stranger.pid()).orElseThrow().identity();
        try {
            long pid;
            try (Program program = serve(port)) {
                put(program, "1", true);
                awaitEnd(program, "1", "Succeeded");
                pid = program.json("/api/apps/job").at("/replicas/0/pid").asLong();
                program.kill();
            }
            new ProcessBuilder("kill", "-KILL", "--", "-" + pid).start().waitFor();
            Path state = folder.resolve("data/supervisor/apps/job.json");
            String written = Files.readString(state);
            assertThat(written).contains("\"pid\":" + pid);
            Files.writeString(state, written.replace("\"pid\":" + pid, "\"pid\":" + stranger.pid()));

            try (Program program = serve(port)) {
                awaitReady(program, "1");
                check(program);
                assertThat(program.json("/api/apps/job").path("replicas"))
                        .noneMatch(replica -> replica.path("pid").asLong() == stranger.pid());
                int deleted = Program.HTTP
                        .send(
                                HttpRequest.newBuilder(URI.create(program.url("/api/apps/job")))
                                        .DELETE()
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                assertThat(deleted).isEqualTo(204);
                Program.await(Duration.ofSeconds(20), () -> program.status("/api/apps/job") == 404);
            }

            assertThat(Processes.find(stranger.pid()).map(Seen::identity)).contains(identity);
            assertThat(replicas()).isEmpty();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private List<Moment> moments() {
        List<Moment> moments = new ArrayList<>();
        for (Moment moment : Moment.values()) {
            moments.addAll(Collections.nCopies(moment.times, moment));
        }
        Collections.shuffle(moments, random);
        return moments;
    }

    private Program serve(int port) throws Exception {
        return Program.serveBriefly(folder, port, "--roles", "registry,supervisor");
    }

    private Path events() {
        return folder.resolve("events").toAbsolutePath();
    }

    /** A backend that never crashes, so that whatever ends was ended; a bad one never gets ready. */
    private void put(Program program, String version, boolean good) throws IOException, InterruptedException {
        List<String> command = Program.sample(
                "chaotic-backend",
                "--port",
                "{port}",
                "--mean-life",
                "forever",
                "--cold-start",
                good ? "0" : "3600s",
                "--events",
                events().toString());
        String probe = "{\"path\":\"/health/ready\",\"period\":\"100ms\",\"timeout\":\"5s\",\"failureThreshold\":1000}";
        String app = """
                {"version": "%s", "replicas": %d, "command": %s,
                 "probes": {"startup": %4$s, "readiness": %4$s},
                 "stop": {"grace": "5s"},
                 "rollout": {"minReadySeconds": 0, "maxSurge": 2, "progressDeadlineSeconds": %5$d}}
                """.formatted(
                        version,
                        REPLICAS,
                        Program.JSON.writeValueAsString(command),
                        probe,
                        good ? DEADLINE_SECONDS : BAD_DEADLINE_SECONDS);
        HttpResponse<String> answer = Program.HTTP.send(
                HttpRequest.newBuilder(URI.create(program.url("/api/apps/job")))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(app))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        ends.put(version, good ? "Succeeded" : "RolledBack");
    }

    private void settle(Program program, Moment moment, String next, Set<Identity> before) throws Exception {
        switch (moment) {
            case IDLE -> {
                awaitReady(program, live);
                assertThat(replicas()).as("the same processes go on").isEqualTo(before);
            }
            case GOOD_UPDATE -> {
                live = next;
                awaitEnd(program, live, "Succeeded");
            }
            case BAD_UPDATE -> {
                awaitEnd(program, live, "Reverted");
                assertThat(replicas())
                        .as("none of the good ones was touched for a bad version")
                        .isEqualTo(before);
            }
        }
    }

    private void awaitEnd(Program program, String version, String phase) throws Exception {
        await(program, version, app -> app.at("/rollout/phase").asText().equals(phase));
    }

    private void awaitReady(Program program, String version) throws Exception {
        await(program, version, _ -> true);
    }

    private interface Condition {
        boolean holds(JsonNode app);
    }

    /** All replicas are of this version and ready, and what else there is has ended. */
    private void await(Program program, String version, Condition condition) throws Exception {
        try {
            Program.await(Duration.ofSeconds(60), () -> {
                try {
                    JsonNode app = program.json("/api/apps/job");
                    boolean all = app.path("replicas").size() == REPLICAS
                            && app.path("ready").asInt() == REPLICAS;
                    for (JsonNode replica : app.path("replicas")) {
                        all &= replica.path("version").asText().equals(version);
                    }
                    return all && condition.holds(app) && replicas().size() == REPLICAS;
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("version " + version + ": " + program.json("/api/apps/job"), e);
        }
    }

    /** Each port is answered by one process, which is the one that the supervisor means. */
    private void check(Program program) throws Exception {
        Map<Integer, Long> shown = new TreeMap<>();
        for (JsonNode replica : program.json("/api/apps/job").path("replicas")) {
            shown.put(replica.path("port").asInt(), replica.path("pid").asLong());
        }
        assertThat(shown).hasSize(REPLICAS);
        assertThat(replicas().stream().map(Identity::pid))
                .as("no orphan, no other")
                .containsExactlyInAnyOrderElementsOf(shown.values());
        Map<Integer, Set<Long>> all = Processes.listeners(shown.keySet());
        for (Map.Entry<Integer, Long> replica : shown.entrySet()) {
            Set<Long> listeners = all.getOrDefault(replica.getKey(), Set.of());
            assertThat(listeners).as("who listens on %s", replica.getKey()).hasSize(1);
            Seen listener = Processes.find(listeners.iterator().next()).orElseThrow();
            assertThat(listener.session()).as("whose it is").isEqualTo(replica.getValue());
            assertThat(banner(replica.getKey()).path("pid").asLong()).isEqualTo(listener.pid());
        }
        assertThat(backends(events())).as("no process is left of earlier ones").hasSize(REPLICAS);
    }

    private static JsonNode banner(int port) throws IOException, InterruptedException {
        return Program.JSON.readTree(Program.HTTP
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    /** Each update has one record, and that has the right end; so has each way back. */
    private void checkRecords(Program program) throws Exception {
        Program.await(Duration.ofSeconds(20), () -> {
            try {
                return !program.get("/api/deployments?serviceName=job&status=Deploying")
                        .body()
                        .contains("Deploying");
            } catch (IOException e) {
                return false;
            }
        });
        Map<String, List<String>> recorded = new TreeMap<>();
        Map<String, String> versions = new HashMap<>();
        List<JsonNode> reverts = new ArrayList<>();
        for (JsonNode record : program.json("/api/deployments?serviceName=job")) {
            versions.put(record.path("id").asText(), record.path("version").asText());
            if (record.path("rollbackOf").isTextual()) {
                reverts.add(record);
            } else {
                recorded.computeIfAbsent(record.path("version").asText(), _ -> new ArrayList<>())
                        .add(record.path("status").asText());
            }
        }
        Map<String, List<String>> expected = new TreeMap<>();
        ends.forEach((version, end) -> expected.put(version, List.of(end)));
        assertThat(recorded).isEqualTo(expected);
        assertThat(reverts).extracting(record -> record.path("status").asText()).containsOnly("Succeeded");
        assertThat(reverts.stream()
                        .map(record -> versions.get(record.path("rollbackOf").asText())))
                .containsExactlyInAnyOrderElementsOf(ends.entrySet().stream()
                        .filter(end -> end.getValue().equals("RolledBack"))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** The leaders of all groups that were started from this folder. */
    private Set<Identity> replicas() throws IOException {
        String runs = folder.toAbsolutePath().toString();
        return Processes.all().stream()
                .filter(process -> process.pid() == process.session()
                        && process.after("evenkeel-replica")
                                .filter(run -> run.startsWith(runs))
                                .isPresent())
                .map(Seen::identity)
                .collect(Collectors.toSet());
    }

    /** The processes of the application itself, below the small shells. */
    private static List<Seen> backends(Path events) throws IOException {
        return Processes.all().stream()
                .filter(process -> process.words().getFirst().endsWith("/java")
                        && process.after("--events")
                                .filter(events.toString()::equals)
                                .isPresent())
                .toList();
    }

    /** Looks all the time whether two processes have been given the same port. */
    private static final class PortWatch implements AutoCloseable {
        private final Set<String> doubles = Collections.synchronizedSet(new TreeSet<>());
        private final Path events;
        private volatile boolean over;

        PortWatch(Path events) {
            this.events = events;
            Thread.ofPlatform().name("port-watch").start(this::watch);
        }

        private void watch() {
            while (!over) {
                try {
                    look();
                } catch (IOException e) {
                    doubles.add("can't look: " + e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }

        private void look() throws IOException {
            Map<String, Seen> ports = new HashMap<>();
            for (Seen backend : backends(events)) {
                String port = backend.after("--port").orElse("none");
                Seen other = ports.put(port, backend);
                // The first may have ended since it was looked at, and the other been started after it.
                if (other != null
                        && Processes.find(other.pid()).equals(java.util.Optional.of(other))
                        && Processes.find(backend.pid()).equals(java.util.Optional.of(backend))) {
                    doubles.add("port " + port + ": " + other.identity() + " and " + backend.identity());
                }
            }
        }

        Set<String> doubles() {
            return new HashSet<>(doubles);
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
