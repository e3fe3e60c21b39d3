package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.platform.access.AccessControl;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Bodies of any length, both ways, in bounded memory. */
class StreamingTest {
    private static final byte[] MEBIBYTE = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void streamsAnAnswer() throws Exception {
        try (TestServer server = start(LONG, operations -> operations.on("list", request -> megabytes(20)))) {
            byte[] body =
                    server.raw(HttpRequest.newBuilder(server.uri("/items"))).body();
            assertThat(body).hasSize(20 << 20);

            var compressed =
                    server.raw(HttpRequest.newBuilder(server.uri("/items")).header("Accept-Encoding", "gzip"));
            assertThat(compressed.body()).hasSizeLessThan(1 << 20);
            try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(compressed.body()))) {
                assertThat(in.readAllBytes()).isEqualTo(body);
            }
        }
    }

    @Test
    void sendsAShortStreamWithItsLength() throws Exception {
        try (TestServer server = start(
                        LONG,
                        operations -> operations.on(
                                "list",
                                request -> Response.stream(
                                        200,
                                        "text/plain",
                                        out -> out.write("short".getBytes(StandardCharsets.US_ASCII)))));
                RawConnection raw = server.connect()) {
            var answer = raw.head("GET /items HTTP/1.1").answer();
            assertThat(answer.header("Content-Length")).isEqualTo("5");
            assertThat(answer.body()).isEqualTo("short");
            assertThat(raw.head("HEAD /items HTTP/1.1").headOnly()).doesNotContainIgnoringCase("content-length: 0");
            assertThat(raw.head("GET /items HTTP/1.1").answer().body()).isEqualTo("short");
        }
    }

    @Test
    void flushesWhatAReaderWaitsFor() throws Exception {
        var seen = new CountDownLatch(1);
        try (TestServer server = start(
                        LONG,
                        operations -> operations.on(
                                "list",
                                request -> Response.stream(200, "application/x-ndjson", out -> {
                                    out.write("first\n".getBytes(StandardCharsets.US_ASCII));
                                    out.flush();
                                    await(seen);
                                    out.write("second\n".getBytes(StandardCharsets.US_ASCII));
                                })));
                RawConnection raw = server.connect()) {
            raw.head("GET /items HTTP/1.1");
            raw.headOnly();
            assertThat(raw.socket().getInputStream().readNBytes(8)).asString().isEqualTo("6\r\nfirst");
            seen.countDown();
            assertThat(raw.socket().getInputStream().readNBytes(18)).asString().contains("second");
        }
    }

    @Test
    void waitsForASlowReaderAndGivesUpOnOneThatStopped() throws Exception {
        var written = new AtomicLong();
        var failed = new CompletableFuture<IOException>();
        try (TestServer server = start(
                        Duration.ofMillis(300),
                        operations -> operations.on(
                                "list",
                                request -> Response.stream(200, "text/plain", out -> {
                                    try {
                                        for (int i = 0; i < 2000; i++) {
                                            out.write(MEBIBYTE);
                                            written.incrementAndGet();
                                        }
                                    } catch (IOException e) {
                                        failed.complete(e);
                                        throw e;
                                    }
                                })));
                RawConnection raw = server.connect()) {
            raw.head("GET /items HTTP/1.1");
            assertThat(failed.get(10, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
            // What the sockets' buffers take, not the whole answer.
            assertThat(written.get()).isLessThan(100);
        }
    }

    @Test
    void tellsTheHandlerThatTheReaderHasGone() throws Exception {
        var failed = new CompletableFuture<IOException>();
        try (TestServer server = start(
                LONG,
                operations -> operations.on(
                        "list",
                        request -> Response.stream(200, "text/plain", out -> {
                            try {
                                for (int i = 0; i < 2000; i++) {
                                    out.write(MEBIBYTE);
                                }
                            } catch (IOException e) {
                                failed.complete(e);
                                throw e;
                            }
                        })))) {
            try (RawConnection raw = server.connect()) {
                raw.head("GET /items HTTP/1.1").headOnly();
            }
            assertThat(failed.get(10, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNotMistakenForAWholeOne() throws Exception {
        try (TestServer server = start(
                        LONG,
                        operations -> operations
                                .on(
                                        "list",
                                        request -> Response.stream(200, "text/plain", out -> {
                                            out.write(MEBIBYTE);
                                            throw new IOException("the store went away");
                                        }))
                                .on(
                                        "special",
                                        request -> Response.stream(200, "text/plain", out -> {
                                            throw new IOException("the store is away");
                                        })));
                RawConnection raw = server.connect();
                RawConnection early = server.connect()) {
            raw.head("GET /items HTTP/1.1").headOnly();
            byte[] all = raw.socket().getInputStream().readAllBytes();
            assertThat(new String(all, StandardCharsets.US_ASCII)).doesNotEndWith("0\r\n\r\n");

            assertThat(early.head("GET /items/special HTTP/1.1").answer().status())
                    .as("before the head is sent it is a problem")
                    .isEqualTo(503);
        }
    }

    @Test
    void takesBodiesOfAnyLength() throws Exception {
        var most = new AtomicLong();
        try (TestServer server = start(
                        LONG,
                        operations -> operations.on("upload", request -> {
                            long bytes = 0;
                            byte[] buffer = new byte[100_000];
                            for (int n = request.bodyStream().read(buffer);
                                    n >= 0;
                                    n = request.bodyStream().read(buffer)) {
                                bytes += n;
                                most.accumulateAndGet(n, Math::max);
                            }
                            return Response.text(200, "text/plain", Long.toString(bytes));
                        }));
                RawConnection raw = server.connect()) {
            raw.head("POST /upload HTTP/1.1", "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
            for (int i = 0; i < 50; i++) {
                raw.send("100000\r\n").send(MEBIBYTE).send("\r\n");
            }
            raw.send("0\r\n\r\n");
            assertThat(raw.answer().body()).isEqualTo(Long.toString(50L << 20));
            assertThat(most.get()).isLessThanOrEqualTo(64 << 10);
        }
    }

    @Test
    void stopsReadingWhileTheHandlerIsBusy() throws Exception {
        var release = new CountDownLatch(1);
        var accepted = new AtomicLong();
        try (TestServer server = start(
                        LONG,
                        operations -> operations.on("upload", request -> {
                            await(release);
                            return Response.text(
                                    200,
                                    "text/plain",
                                    Integer.toString(request.bodyStream().readAllBytes().length));
                        }));
                RawConnection raw = server.connect()) {
            raw.head("POST /upload HTTP/1.1", "Content-Type: application/x-ndjson", "Content-Length: " + (64 << 20));
            var sender = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 64; i++) {
                        raw.send(MEBIBYTE);
                        accepted.incrementAndGet();
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            // As much as the sockets' buffers take; then the sender stands still.
            assertThat(sender).failsWithin(Duration.ofMillis(700));
            assertThat(accepted.get()).isLessThan(30);
            release.countDown();
            assertThat(raw.answer().body()).isEqualTo(Integer.toString(64 << 20));
        }
    }

    @Test
    void noticesACallerThatLeavesInTheMiddle() throws Exception {
        var failed = new CompletableFuture<IOException>();
        try (TestServer server = start(
                LONG,
                operations -> operations.on("upload", request -> {
                    try {
                        return Response.text(
                                200,
                                "text/plain",
                                Integer.toString(request.bodyStream().readAllBytes().length));
                    } catch (IOException e) {
                        failed.complete(e);
                        throw e;
                    }
                }))) {
            try (RawConnection raw = server.connect()) {
                raw.head("POST /upload HTTP/1.1", "Content-Type: application/x-ndjson", "Content-Length: 1000")
                        .send("{}");
            }
            assertThat(failed.get(10, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
        }
    }

    private static Response megabytes(int count) {
        return Response.stream(200, "text/plain", out -> {
            for (int i = 0; i < count; i++) {
                out.write(MEBIBYTE);
            }
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static TestServer start(Duration writeTimeout, Consumer<Operations> register) throws IOException {
        return TestServer.start(
                SampleContract.contract(),
                settings -> settings.withTimeouts(LONG, LONG, LONG, writeTimeout),
                AccessControl.openOnLoopback(),
                register);
    }
}
