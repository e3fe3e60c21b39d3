package dev.evenkeel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Delivery;
import dev.evenkeel.core.deployment.DeploymentFeed.Changes;
import dev.evenkeel.core.deployment.DeploymentFeed.UnknownCursorException;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.health.HealthCheck;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.registry.RegistryFixture.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeFeedTest {
    private static final String SHOP = "{\"serviceName\":\"shop\",\"version\":\"1\",\"environment\":\"production\"}";
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private RegistryFixture api;

    @BeforeEach
    void open() throws IOException {
        api = new RegistryFixture(folder);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void aChangedRecordComesAgainAsItIsNow() throws Exception {
        String first = api.create(SHOP).id();
        String second = api.create(SHOP).id();
        Answer start = api.call("changes").send();
        assertThat(start.text().lines()).hasSize(2);
        String cursor = Json.parse(start.text().lines().toList().getLast().getBytes(StandardCharsets.UTF_8))
                .get("cursor")
                .textValue();

        assertThat(api.call("changes").query("after", cursor).send().text()).isEmpty();
        api.call("changeDeployment").id(first).body("{\"status\":\"Failed\"}").send();

        Changes changes = api.registry.changes(cursor, 10, Duration.ZERO);
        assertThat(changes.records()).extracting(Delivery::id).containsExactly(first);
        assertThat(changes.records()).extracting(Delivery::status).containsExactly(Status.FAILED);
        Changes none = api.registry.changes(changes.cursor(), 10, Duration.ZERO);
        assertThat(none.records()).isEmpty();
        assertThat(none.cursor()).isEqualTo(changes.cursor());
        assertThat(api.registry.changes(null, 10, Duration.ZERO).records())
                .extracting(Delivery::id)
                .containsExactly(second, first);
        assertThat(api.call("changes").query("limit", 1).send().text().lines()).hasSize(1);
    }

    @Test
    void aReaderThatWaitsIsWokenByAWrite() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Changes> waiting = threads.submit(() -> api.registry.changes(null, 10, LONG));
            api.create(SHOP);

            assertThat(waiting.get(30, TimeUnit.SECONDS).records()).hasSize(1);
        }
    }

    @Test
    void aReaderThatWaitsIsLetGoAtTheEnd() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Changes> waiting = threads.submit(() -> api.registry.changes(null, 10, LONG));
            api.registry.close();

            assertThat(waiting.get(30, TimeUnit.SECONDS).records()).isEmpty();
        }
    }

    @Test
    void aWaitThatIsInVainEnds() throws Exception {
        assertThat(api.registry.changes(null, 10, Duration.ofMillis(20)).records())
                .isEmpty();
    }

    @Test
    void aCursorThatCannotBeContinuedIsRefused() throws Exception {
        api.create(SHOP);
        String name = api.store.storeId();

        assertThatThrownBy(() -> api.registry.changes("0123456789abcdef-1", 10, Duration.ZERO))
                .isInstanceOf(UnknownCursorException.class);
        assertThatThrownBy(() -> api.registry.changes(name + "-2", 10, Duration.ZERO))
                .as("ahead of this store")
                .isInstanceOf(UnknownCursorException.class);
        for (String bad : List.of("", "1", name + "-", name + "-x", name + "-99999999999999999999", "-1")) {
            assertThatThrownBy(() -> api.registry.changes(bad, 10, Duration.ZERO))
                    .isInstanceOfSatisfying(
                            ProblemException.class, e -> assertThat(e.status()).isEqualTo(400));
        }
    }

    @Test
    void theStoreTellsHowItIs() throws Exception {
        var health = new StoreHealth(api.store, api.registry);
        assertThat(health.check().state()).isEqualTo(HealthCheck.State.HEALTHY);
        api.store.close();
        assertThat(health.check().state()).isEqualTo(HealthCheck.State.UNHEALTHY);
    }
}
