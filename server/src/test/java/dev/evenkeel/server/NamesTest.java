package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own, where names mean what a file says. */
class NamesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    @Test
    void theGatewayFollowsANameToItsNewAddress() throws Exception {
        HttpServer before = upstream("127.0.0.2", 0, "before");
        HttpServer after = upstream("127.0.0.3", before.getAddress().getPort(), "after");
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 service.test\n");
        int port = freePort();
        Path config = Files.writeString(folder.resolve("evenkeel.yaml"), """
                roles: [gateway]
                server: {port: 0}
                gateway:
                  port: %d
                  routes:
                    - upstream: {endpoints: ["http://service.test:%d"], resolveInterval: 1s}
                """.formatted(
                        port, before.getAddress().getPort()));
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            awaitAnswer(port, "before");
            Files.writeString(hosts, "127.0.0.3 service.test\n");
            awaitAnswer(port, "after");
        } finally {
            program.destroy();
            program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            before.stop(0);
            after.stop(0);
        }
    }

    private static HttpServer upstream(String address, int port, String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Java keeps what a name meant for 30 s, which is longer than this waits. */
    private void awaitAnswer(int port, String expected) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String answer = "";
        while (!answer.equals(expected)) {
            assertThat(System.nanoTime())
                    .as(() -> "by now the answer should be '" + expected + "', " + log())
                    .isLessThan(end);
            answer = answer(port);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private String answer(int port) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "not yet there: " + e;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "and there is no log";
        }
    }
}
