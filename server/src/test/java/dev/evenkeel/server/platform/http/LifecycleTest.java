package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.platform.telemetry.Traces;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Starting and stopping. */
class LifecycleTest {

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (TestServer first = start(Duration.ofSeconds(5), operations -> {})) {
            var second = new ApiServer(
                    ServerSettings.of("127.0.0.1", first.port()),
                    SampleContract.contract(),
                    AccessControl.openOnLoopback(),
                    new Metrics("test"),
                    Traces.OFF,
                    InstantSource.system(),
                    new SplittableRandom(1));
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port() + " is taken by another program")
                    .hasMessageContaining("--set server.port");
            second.close();
        }
    }

    @Test
    void refusesHandlersThatMakeNoSense() throws Exception {
        try (TestServer server = start(Duration.ofSeconds(5), operations -> {
            operations.on("list", request -> Response.empty(204));
            assertThatThrownBy(() -> operations.on("list", request -> Response.empty(204)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("handler already");
            assertThatThrownBy(() -> operations.on("lists", request -> Response.empty(204)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no operation lists");
        })) {
            assertThat(server.get("/items").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void finishesRequestsUnderWayAndTakesNoNewConnections() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        TestServer server = start(
                Duration.ofSeconds(10),
                operations -> operations
                        .on("special", request -> Response.json(200, Map.of()))
                        .on("item", request -> {
                            entered.countDown();
                            release.await();
                            return Response.json(200, Map.of("done", true));
                        }));
        try (RawConnection busy = server.connect();
                RawConnection idle = server.connect()) {
            assertThat(idle.head("GET /items/special HTTP/1.1").answer().status())
                    .isEqualTo(200);
            busy.head("GET /items/1 HTTP/1.1");
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            int port = server.port();

            var closing = CompletableFuture.runAsync(server.server()::close);

            assertThat(idle.isClosedByServer())
                    .as("idle connections are closed")
                    .isTrue();
            assertThat(server.server().isReady()).isFalse();
            awaitRefusal(port);
            assertThat(closing).isNotDone();
            release.countDown();
            var answer = busy.answer();
            assertThat(answer.body()).isEqualTo("{\"done\":true}");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(closing).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void cutsOffWhatTakesTooLong() throws Exception {
        var entered = new CountDownLatch(1);
        var interrupted = new CompletableFuture<InterruptedException>();
        TestServer server = start(
                Duration.ofMillis(200),
                operations -> operations.on("item", request -> {
                    entered.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.complete(e);
                        throw e;
                    }
                    return Response.empty(204);
                }));
        try (RawConnection raw = server.connect()) {
            raw.head("GET /items/1 HTTP/1.1");
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            server.server().close();
            assertThat(interrupted).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    private static void awaitRefusal(int port) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        boolean refused = false;
        while (!refused && System.nanoTime() < until) {
            try (RawConnection raw = new RawConnection(port)) {
                refused = raw.isClosedByServer();
            } catch (ConnectException e) {
                refused = true;
            }
        }
        assertThat(refused).isTrue();
    }

    private static TestServer start(Duration shutdown, Consumer<Operations> register) throws IOException {
        return TestServer.start(
                SampleContract.contract(),
                settings -> settings.withShutdownTimeout(shutdown),
                AccessControl.openOnLoopback(),
                register);
    }
}
