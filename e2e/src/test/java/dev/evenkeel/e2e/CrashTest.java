package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} under write load: what was acknowledged is there, and the feed goes on where its reader stopped. */
class CrashTest {
    private static final int KILLS = 30;
    private static final int WRITERS = 4;

    @TempDir
    Path folder;

    /** Acknowledged records: id to version. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    /** What the feed's reader saw: id to how often. */
    private final Map<String, Integer> seen = new HashMap<>();

    private final AtomicInteger sequence = new AtomicInteger();
    private String cursor = "";

    @Test
    void nothingAcknowledgedIsLostAndTheFeedNeitherSkipsNorRepeats() throws Exception {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        int port = Program.freePort();
        for (int kill = 0; kill < KILLS; kill++) {
            try (Program program = Program.serve(folder, port, "--roles", "registry")) {
                int before = acknowledged.size();
                var stopping = new AtomicBoolean();
                Thread[] writers = new Thread[WRITERS];
                for (int i = 0; i < WRITERS; i++) {
                    writers[i] = Thread.ofVirtual().start(() -> write(program, stopping));
                }
                readFeed(program);
                int enough = before + 50 + random.nextInt(100);
                Program.await(Duration.ofSeconds(20), () -> acknowledged.size() >= enough);
                readFeed(program);
                program.kill();
                stopping.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }
        try (Program program = Program.serve(folder, port, "--roles", "registry")) {
            readFeed(program);
            Map<String, String> stored = new LinkedHashMap<>();
            for (JsonNode deployment : program.json("/api/deployments")) {
                stored.put(
                        deployment.get("id").asText(), deployment.get("version").asText());
            }
            assertThat(stored).containsAllEntriesOf(acknowledged);
            assertThat(seen.keySet()).isEqualTo(stored.keySet());
            assertThat(seen.values()).containsOnly(1);
            Set<String> versions = new HashSet<>(stored.values());
            assertThat(versions).as("each request was recorded at most once").hasSameSizeAs(stored.keySet());
        }
    }

    private void write(Program program, AtomicBoolean stopping) {
        while (!stopping.get()) {
            String version = "v" + sequence.incrementAndGet();
            try {
                HttpResponse<String> response = program.post(
                        "/api/deployments",
                        "{\"serviceName\":\"shop\",\"environment\":\"production\",\"version\":\"" + version + "\"}");
                if (response.statusCode() == 201) {
                    acknowledged.put(
                            Program.JSON.readTree(response.body()).get("id").asText(), version);
                }
            } catch (IOException e) {
                return; // killed while this request was under way: not acknowledged, may be there or not
            }
        }
    }

    private void readFeed(Program program) throws IOException {
        while (true) {
            String body = program.get("/api/changes?limit=37" + (cursor.isEmpty() ? "" : "&after=" + cursor))
                    .body();
            if (body.isBlank()) {
                return;
            }
            for (String line : body.lines().toList()) {
                JsonNode change = Program.JSON.readTree(line);
                cursor = change.get("cursor").asText();
                seen.merge(change.at("/deployment/id").asText(), 1, Integer::sum);
            }
        }
    }
}
