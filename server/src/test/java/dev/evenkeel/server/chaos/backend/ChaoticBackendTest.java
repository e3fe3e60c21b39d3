package dev.evenkeel.server.chaos.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.chaos.Latency;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets; the backend's clock is moved by hand. */
class ChaoticBackendTest {
    private static final String[] PATHS = {"/", "/health/live", "/health/ready", "/probe/data"};
    private static final Duration LIFE = Duration.ofHours(10);

    private final AtomicLong nanos = new AtomicLong(-1);
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable ChaoticBackend backend;
    private CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    @AfterEach
    void stop() throws IOException {
        if (backend != null) {
            backend.stop();
            backend.close();
        }
        http.close();
    }

    @Test
    void answers503WhileItStartsAnd200WhenItRuns() throws Exception {
        start(settings(Crash.ERROR), false);

        for (String path : PATHS) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(503);
        }
        advance(Duration.ofSeconds(3));
        for (String path : PATHS) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).contains("application/json");
            assertThat(Json.parse(response.body().getBytes(StandardCharsets.UTF_8))
                            .isObject())
                    .isTrue();
        }
    }

    @Test
    void theBannerSaysWhoItIs() throws Exception {
        start(settings(Crash.ERROR), false);
        advance(Duration.ofSeconds(4));

        JsonNode banner = Json.mapper().readTree(get("/").body());
        assertThat(banner.get("service").asText()).isEqualTo("chaotic-backend");
        assertThat(banner.get("version").asText()).isEqualTo("1.2.3 \"quoted\"");
        assertThat(banner.get("status").asText()).isEqualTo("running");
        assertThat(banner.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(banner.get("uptimeSeconds").asDouble()).isEqualTo(4.0);
        assertThat(Json.mapper()
                        .readTree(get("/probe/data").body())
                        .at("/users/0/email")
                        .asText())
                .isEqualTo("ada.abel@example.org");
    }

    @Test
    void answers500OnEveryPathOnceCrashed() throws Exception {
        start(settings(Crash.ERROR), false);
        advance(Duration.ofDays(100));

        for (String path : PATHS) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(500);
        }
        assertThat(get("/nothing").statusCode()).isEqualTo(500);
        advance(Duration.ofDays(1000));
        assertThat(get("/").statusCode()).isEqualTo(500);
    }

    @Test
    void hangsOnEveryPath() throws Exception {
        start(settings(Crash.HANG), false);
        advance(Duration.ofDays(100));

        for (String path : PATHS) {
            try (Socket socket = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
                socket.setSoTimeout(50);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void aProcessThatHangsStillEndsWhenItIsTold() throws Exception {
        start(settings(Crash.HANG), false);
        advance(Duration.ofDays(100));

        started().stop();
        assertThat(exitCode.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void exitsWithOne() throws Exception {
        start(settings(Crash.EXIT), true);
        advance(Duration.ofSeconds(3));

        assertThat(get("/").statusCode()).isEqualTo(200);
        post("/faults?crash=exit");
        assertThat(exitCode.get(10, TimeUnit.SECONDS)).isOne();
    }

    @Test
    void leaksWhileItAnswersAndThenBreaks() throws Exception {
        start(settings(Crash.LEAK), true);
        advance(Duration.ofSeconds(3));

        assertThat(post("/faults?crash=leak").body()).contains("leaking");
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        post("/faults?memory=300");
        assertThat(get("/health/ready").statusCode()).isEqualTo(500);
    }

    @Test
    void aBadReleaseFailsThoughItIsReady() throws Exception {
        start(settings(Crash.ERROR).withFail(0.3), false);
        advance(Duration.ofSeconds(3));

        int failed = 0;
        for (int i = 0; i < 400; i++) {
            failed += get("/probe/data").statusCode() == 500 ? 1 : 0;
        }
        assertThat(failed).isBetween(80, 160);
        for (int i = 0; i < 20; i++) {
            assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void answersHeadsAndRefusesOtherMethodsAndPaths() throws Exception {
        start(settings(Crash.ERROR), false);
        advance(Duration.ofSeconds(3));

        HttpResponse<String> head = send("HEAD", "/probe/data");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        HttpResponse<String> delete = send("DELETE", "/");
        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(delete.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(post("/faults?crash=hang").statusCode()).isEqualTo(403);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void keepsConnectionsAndDropsBodies() throws Exception {
        start(settings(Crash.ERROR), false);
        advance(Duration.ofSeconds(3));

        try (Socket socket = raw(request("GET / HTTP/1.1", "Content-Length: 5") + "hello"
                + request("GET /health/ready HTTP/1.1", "Connection: close"))) {
            socket.setSoTimeout(10_000);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).containsSubsequence("200 OK", "chaotic-backend", "200 OK", "Connection: close", "UP");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void endsTheConnectionOfWhoSpeaksNoHttp(String request) throws Exception {
        start(settings(Crash.ERROR), false);

        try (Socket socket = raw(request)) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(get("/").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @EnumSource(Crash.class)
    void crashesOnOrder(Crash how) throws Exception {
        start(settings(Crash.ERROR), true);

        HttpResponse<String> response = post("/faults?crash=" + how.label());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains(how == Crash.LEAK ? "leaking" : "crashed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "crash=boom", "crash", "fail=2", "fail=x", "latency=fast", "cut=x", "what=1"})
    void refusesOrdersThatItDoesNotKnow(String order) throws Exception {
        start(settings(Crash.ERROR), true);

        assertThat(post("/faults?" + order).statusCode()).isEqualTo(400);
    }

    @Test
    void ordersOfWhichOneIsRefusedChangeNothing() throws Exception {
        start(settings(Crash.ERROR), true);
        advance(Duration.ofSeconds(3));

        assertThat(post("/faults?crash=500&fail=2").statusCode()).isEqualTo(400);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void faultsAreOrderedByPost() throws Exception {
        start(settings(Crash.ERROR), true);

        HttpResponse<String> response = get("/faults?crash=500");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void becomesSlowOnOrder() throws Exception {
        start(settings(Crash.ERROR), true);
        advance(Duration.ofSeconds(3));
        post("/faults?latency=150ms");

        long before = System.nanoTime();
        get("/probe/data");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(149));
    }

    @Test
    void isCutFromTheNetworkAndComesBack() throws Exception {
        start(settings(Crash.ERROR), true);
        advance(Duration.ofSeconds(3));
        assertThat(get("/").statusCode()).isEqualTo(200);
        post("/faults?cut=5s");

        awaitUntil(() -> !reachable());
        advance(Duration.ofSeconds(5));
        started().wake();
        awaitUntil(this::reachable);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        start(settings(Crash.ERROR), false);

        assertThatThrownBy(() -> ChaoticBackend.start(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), started().port()),
                        settings(Crash.ERROR),
                        false,
                        nanos::get))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":" + started().port());
    }

    private boolean reachable() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), started().port())) {
            return true;
        } catch (SocketException e) {
            return false; // refused, or reset because it was cut in the middle of it
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private void start(BackendSettings settings, boolean allowFaults) throws IOException {
        ChaoticBackend it = ChaoticBackend.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings, allowFaults, nanos::get);
        backend = it;
        exitCode = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                exitCode.complete(it.run());
            } catch (IOException | InterruptedException e) {
                exitCode.completeExceptionally(new CompletionException(e));
            }
        });
    }

    private ChaoticBackend started() {
        ChaoticBackend it = backend;
        assertThat(it).isNotNull();
        return Objects.requireNonNull(it);
    }

    private void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    private static String request(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private Socket raw(String request) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), started().port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> post(String path) throws Exception {
        return send("POST", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + started().port() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static BackendSettings settings(Crash crash) {
        return new BackendSettings(
                "1.2.3 \"quoted\"",
                1,
                "3000",
                1,
                Latency.parse("3s"),
                Optional.of(LIFE),
                List.of(crash),
                Latency.parse("0"),
                Duration.ZERO,
                0);
    }
}
