package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own: upstreams that are late, callers that are slow, many or huge, and reloads. */
class GatewayTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(80);
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        port = Program.freePort();
    }

    @AfterEach
    void stop() {
        clock.shutdownNow();
        client.close();
    }

    private static HttpServer upstream(int upstreamPort) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstreamPort), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", http -> {
            long length = 0;
            byte[] buffer = new byte[64 << 10];
            try (InputStream in = http.getRequestBody()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    length += n;
                }
            }
            byte[] body = String.valueOf(length).getBytes(StandardCharsets.US_ASCII);
            http.sendResponseHeaders(200, body.length);
            http.getResponseBody().write(body);
            http.close();
        });
        server.start();
        return server;
    }

    /** One route for everything, with these lines more. */
    private String config(int upstreamPort, String limits, String policies) {
        return """
                roles: [gateway]
                gateway:
                  port: %d
                  limits: {%s}
                  routes:
                    - name: all
                      match: {path: "/**"}
                      upstream: {endpoints: ["http://127.0.0.1:%d"]}
                %s
                """.formatted(port, limits, upstreamPort, policies.indent(6));
    }

    private Program serve(String config) throws Exception {
        Files.writeString(folder.resolve("evenkeel.yaml"), config);
        return Program.serve(folder, Program.freePort());
    }

    private record Timed(HttpResponse<String> answer, Duration took) {}

    private Timed get(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - start));
    }

    private Socket connect(String from) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The resident memory of a process in bytes. */
    private static long memory(Program program) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(program.pid())).start();
        try (var said = ps.inputReader()) {
            return Long.parseLong(said.readLine().strip()) * 1024;
        }
    }

    @Test
    void requestsWaitForABackendThatNeedsEightSecondsToStart() throws Exception {
        int upstreamPort = Program.freePort();
        try (Program _ = serve(config(upstreamPort, "", "parking: {capacity: 50}"))) {
            Future<HttpServer> backend = clock.schedule(() -> upstream(upstreamPort), 8, TimeUnit.SECONDS);
            var meanwhile = new ArrayList<Future<Timed>>();
            for (int i = 0; i < 40; i++) {
                meanwhile.add(clock.schedule(() -> get("/"), 150L * i, TimeUnit.MILLISECONDS));
            }
            var many = new ArrayList<Future<Timed>>();
            for (int i = 0; i < 30; i++) {
                many.add(clock.schedule(() -> get("/"), 7, TimeUnit.SECONDS));
            }
            int waited = 0;
            int refused = 0;
            for (Future<Timed> asked : many) {
                Timed timed = asked.get();
                if (timed.answer.statusCode() == 503) {
                    assertThat(timed.took).isLessThan(Duration.ofSeconds(1));
                    assertThat(timed.answer.headers().firstValue("Retry-After")).isPresent();
                    refused++;
                } else {
                    assertThat(timed.answer.statusCode()).isEqualTo(200);
                    waited++;
                }
            }
            assertThat(waited).isEqualTo(10);
            assertThat(refused).isEqualTo(20);
            Duration longest = Duration.ZERO;
            for (Future<Timed> asked : meanwhile) {
                Timed timed = asked.get();
                assertThat(timed.answer.statusCode()).isEqualTo(200);
                longest = timed.took.compareTo(longest) > 0 ? timed.took : longest;
            }
            assertThat(longest).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(10));
            backend.get().stop(0);
        }
    }

    @Test
    void aCallerThatSendsOneByteASecondIsToldToGoAndKeepsNobodyWaiting() throws Exception {
        HttpServer backend = upstream(0);
        try (Program _ = serve(config(backend.getAddress().getPort(), "headerTimeout: 3s", ""));
                Socket slow = connect("127.0.0.1")) {
            byte[] head = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            var sent = new AtomicInteger();
            long start = System.nanoTime();
            Future<?> sending = clock.scheduleAtFixedRate(
                    () -> {
                        try {
                            slow.getOutputStream().write(head[sent.getAndIncrement()]);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    0,
                    1,
                    TimeUnit.SECONDS);
            for (int i = 0; i < 50; i++) {
                assertThat(get("/").answer.statusCode()).isEqualTo(200);
            }
            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 408 ");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(6));
            assertThat(sent.get()).isLessThan(8);
            sending.cancel(true);
        } finally {
            backend.stop(0);
        }
    }

    private static double connections(Program program) {
        try {
            return program.get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("evenkeel_gateway_connections "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void tenThousandIdleConnectionsTakeLittleMemoryAndKeepNobodyWaiting() throws Exception {
        HttpServer backend = upstream(0);
        List<Socket> idle = new ArrayList<>();
        try (Program program = serve(config(backend.getAddress().getPort(), "idleTimeout: 10m", ""))) {
            for (int i = 0; i < 100; i++) {
                get("/");
            }
            long before = memory(program);
            byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] answer = new byte[4096];
            for (int i = 0; i < 10_000; i++) {
                Socket socket = connect("127.0.0." + (1 + i % 4));
                idle.add(socket);
                if (i % 10 == 0) {
                    // Idle after a request, as most are.
                    socket.getOutputStream().write(request);
                    assertThat(socket.getInputStream().read(answer)).isPositive();
                }
            }
            Program.await(Duration.ofSeconds(20), () -> connections(program) >= 10_000);
            for (int i = 0; i < 100; i++) {
                Timed timed = get("/");
                assertThat(timed.answer.statusCode()).isEqualTo(200);
                assertThat(timed.took).isLessThan(Duration.ofSeconds(1));
            }
            long more = memory(program) - before;
            System.out.printf("10,000 idle connections: %d MiB more than %d MiB%n", more / MIB, before / MIB);
            assertThat(more).isLessThan(200 * MIB);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            backend.stop(0);
        }
    }

    @Test
    void aGigabyteStreamsThroughInUnder64MebibytesMore() throws Exception {
        HttpServer backend = upstream(0);
        long size = 1L << 30;
        try (Program program = serve(config(backend.getAddress().getPort(), "", ""))) {
            for (int i = 0; i < 100; i++) {
                get("/");
            }
            long before = memory(program);
            long most = before;
            try (Socket socket = connect("127.0.0.1")) {
                OutputStream out = socket.getOutputStream();
                out.write(("PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                byte[] piece = new byte[(int) MIB];
                for (long sent = 0; sent < size; sent += piece.length) {
                    out.write(piece);
                    if (sent % (32 * MIB) == 0) {
                        most = Math.max(most, memory(program));
                    }
                }
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + size);
            }
            most = Math.max(most, memory(program));
            System.out.printf("1 GiB upload: %d MiB more than %d MiB%n", (most - before) / MIB, before / MIB);
            assertThat(most - before).isLessThan(64 * MIB);
        } finally {
            backend.stop(0);
        }
    }

    @Test
    void aHundredReloadsUnderLoadFailNoRequest() throws Exception {
        HttpServer one = upstream(0);
        HttpServer other = upstream(0);
        var going = new AtomicBoolean(true);
        var served = new AtomicInteger();
        try (Program program = serve(config(one.getAddress().getPort(), "", ""));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(threads.submit(() -> {
                    int failed = 0;
                    while (going.get()) {
                        failed += get("/").answer.statusCode() == 200 ? 0 : 1;
                        served.incrementAndGet();
                    }
                    return failed;
                }));
            }
            Path file = folder.resolve("evenkeel.yaml");
            for (int i = 0; i < 100; i++) {
                HttpServer next = i % 2 == 0 ? other : one;
                Path draft = Files.writeString(
                        folder.resolve("next.yaml"),
                        config(next.getAddress().getPort(), "", "tryTimeout: " + (1000 + i) + "ms"));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                assertThat(program.post("/api/gateway/reload", "").statusCode()).isBetween(200, 204);
                int enough = served.get() + 20;
                Program.await(Duration.ofSeconds(20), () -> served.get() >= enough);
            }
            going.set(false);
            for (Future<Integer> caller : callers) {
                assertThat(caller.get()).isZero();
            }
            System.out.printf("100 reloads under load: %d requests, none failed%n", served.get());
        } finally {
            going.set(false);
            one.stop(0);
            other.stop(0);
        }
    }
}
