package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the supervisor while replicas run and while a new version is rolled out. */
class SupervisorKillTest {
    private static final int KILLS = 3;
    private static final int REPLICAS = 3;

    @TempDir
    Path folder;

    @Test
    void nothingIsOrphanedOrStartedTwiceAndTheRolloutGoesOn() throws Exception {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        int port = Program.freePort();
        for (int kill = 0; kill < KILLS; kill++) {
            Set<Long> before;
            try (Program program = Program.serve(folder, port, "--roles", "registry,supervisor")) {
                put(program, String.valueOf(kill));
                awaitVersion(program, String.valueOf(kill));
                before = pids(program);
                program.kill();
            }
            try (Program program = Program.serve(folder, port, "--roles", "registry,supervisor")) {
                awaitVersion(program, String.valueOf(kill));
                assertThat(pids(program)).as("the same processes go on").isEqualTo(before);
                put(program, String.valueOf(kill + 1));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
                program.kill();
            }
            try (Program program = Program.serve(folder, port, "--roles", "registry,supervisor")) {
                awaitVersion(program, String.valueOf(kill + 1));
                // Told to stop in order, it ends them.
            }
            assertThat(running()).isEmpty();
        }
    }

    private void put(Program program, String version) throws IOException, InterruptedException {
        String app = "{\"version\":\"" + version + "\",\"replicas\":" + REPLICAS
                + ",\"command\":[\"sleep\",\"600\"],\"stop\":{\"grace\":\"1s\"},\"rollout\":{\"minReadySeconds\":0}}";
        int status = Program.HTTP
                .send(
                        HttpRequest.newBuilder(URI.create(program.url("/api/apps/job")))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(app))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }

    private void awaitVersion(Program program, String version) throws Exception {
        Program.await(Duration.ofSeconds(30), () -> {
            try {
                JsonNode app = program.json("/api/apps/job");
                boolean all = app.path("replicas").size() == REPLICAS
                        && app.path("ready").asInt() == REPLICAS;
                for (JsonNode replica : app.path("replicas")) {
                    all &= replica.path("version").asText().equals(version);
                }
                return all && running().equals(pidsOf(app));
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static Set<Long> pids(Program program) throws IOException {
        return pidsOf(program.json("/api/apps/job"));
    }

    private static Set<Long> pidsOf(JsonNode app) {
        Set<Long> pids = new TreeSet<>();
        Set<Integer> ports = new HashSet<>();
        for (JsonNode replica : app.path("replicas")) {
            pids.add(replica.path("pid").asLong());
            assertThat(ports.add(replica.path("port").asInt())).isTrue();
        }
        return pids;
    }

    /** The leaders of all groups that were started from this folder. */
    private Set<Long> running() {
        Set<Long> pids = new TreeSet<>();
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
