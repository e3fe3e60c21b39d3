package dev.evenkeel.server.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.supervisor.process.RunAs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes at real sockets and with real commands. */
class ProberTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private Prober prober;

    @BeforeEach
    void open() throws IOException {
        prober = new Prober(new CommandRun(RunAs.thisProgram()));
    }

    @AfterEach
    void close() {
        prober.close();
    }

    private Answer ask(Question question, InetSocketAddress address, Duration timeout) throws Exception {
        var answer = new CompletableFuture<Answer>();
        prober.ask(question, address, timeout, answer::complete);
        return answer.get(20, TimeUnit.SECONDS);
    }

    /** Takes one connection, reads the head of a request, and answers so; an empty answer is none. */
    private static ServerSocket server(String answer, List<String> heads) throws IOException {
        var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket connection = server.accept()) {
                var head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    int next = connection.getInputStream().read();
                    if (next < 0) {
                        return;
                    }
                    head.append((char) next);
                }
                heads.add(head.toString());
                if (answer.equals("nothing")) {
                    Thread.currentThread().join();
                }
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException | InterruptedException e) {
                // The test is over.
            }
        });
        return server;
    }

    private static InetSocketAddress addressOf(ServerSocket server) {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private static InetSocketAddress closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return addressOf(socket);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, PASSED, HTTP 200",
        "HTTP/1.0 204 None, PASSED, HTTP 204",
        "HTTP/1.1 302 Found, PASSED, HTTP 302",
        "HTTP/1.1 399 What, PASSED, HTTP 399",
        "HTTP/1.1 400 Bad, FAILED, HTTP 400",
        "HTTP/1.1 503 Starting, FAILED, HTTP 503",
        "SSH-2.0-OpenSSH_9.2, FAILED, not HTTP: the answer begins with SSH-2.0-Open"
    })
    void theStatusDecides(String line, Answer.Kind kind, String detail) throws Exception {
        List<String> heads = new ArrayList<>();
        try (ServerSocket server = server(line + "\r\nContent-Length: 0\r\n\r\n", heads)) {
            Answer answer = ask(
                    new Question.Http("/health?deep=1", Map.of("X-Probe", "yes", "Host", "shop.example")),
                    addressOf(server),
                    LONG);

            assertThat(answer).isEqualTo(new Answer(kind, detail));
            assertThat(heads.getFirst())
                    .startsWith("GET /health?deep=1 HTTP/1.1\r\n")
                    .contains("X-Probe: yes\r\n", "Host: shop.example\r\n", "Connection: close\r\n");
        }
    }

    @Test
    void anHttpAnswerThatDoesNotComeIsSaid() throws Exception {
        try (ServerSocket silent = server("nothing", new ArrayList<>());
                ServerSocket closing = server("", new ArrayList<>())) {
            var question = new Question.Http("/", Map.of());
            assertThat(ask(question, addressOf(silent), SHORT))
                    .isEqualTo(new Answer(Answer.Kind.TIMED_OUT, "no answer within 200 ms"));
            assertThat(ask(question, addressOf(closing), LONG))
                    .isEqualTo(new Answer(Answer.Kind.FAILED, "closed the connection without an answer"));
            assertThat(ask(question, closedPort(), LONG))
                    .isEqualTo(new Answer(Answer.Kind.FAILED, "connection refused"));
        }
    }

    @Test
    void aConnectionIsEnoughForTcp() throws Exception {
        try (ServerSocket server = server("nothing", new ArrayList<>())) {
            assertThat(ask(new Question.Tcp(), addressOf(server), LONG))
                    .isEqualTo(new Answer(Answer.Kind.PASSED, "connected"));
            assertThat(ask(new Question.Tcp(), closedPort(), LONG))
                    .isEqualTo(new Answer(Answer.Kind.FAILED, "connection refused"));
        }
    }

    @Test
    void aConnectionThatNobodyTakesTimesOut() throws Exception {
        // The queue of those who wait to be taken is full: more are neither taken nor refused.
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket second = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();

            Answer answer = ask(new Question.Tcp(), addressOf(server), SHORT);

            assertThat(answer.kind()).isNotEqualTo(Answer.Kind.PASSED);
        }
    }

    private Question.Exec shell(String script) {
        return new Question.Exec(List.of("sh", "-c", script), Map.of("COLOUR", "green"), folder, null);
    }

    @Test
    void theExitCodeOfACommandDecides() throws Exception {
        InetSocketAddress nowhere = closedPort();
        assertThat(ask(shell("exit 0"), nowhere, LONG)).isEqualTo(new Answer(Answer.Kind.PASSED, "exit code 0"));
        assertThat(ask(shell("exit 3"), nowhere, LONG)).isEqualTo(new Answer(Answer.Kind.FAILED, "exit code 3"));
        assertThat(ask(shell("test $COLOUR = green && test $PWD = " + folder.toRealPath()), nowhere, LONG))
                .isEqualTo(new Answer(Answer.Kind.PASSED, "exit code 0"));
        assertThat(ask(new Question.Exec(List.of("./no-such-check"), Map.of(), folder, null), nowhere, LONG))
                .isEqualTo(new Answer(Answer.Kind.FAILED, "the command ./no-such-check doesn't exist"));
        Files.writeString(folder.resolve("plain"), "");
        assertThat(ask(new Question.Exec(List.of("./plain"), Map.of(), folder, null), nowhere, LONG))
                .isEqualTo(new Answer(Answer.Kind.FAILED, "./plain can't be executed"));
    }

    @Test
    void aCommandThatTakesTooLongIsEndedWithAllThatItStarted() throws Exception {
        Answer answer = ask(shell("echo $$ >outer; sleep 600 & echo $! >inner; wait"), closedPort(), LONG.dividedBy(5));

        assertThat(answer).isEqualTo(new Answer(Answer.Kind.TIMED_OUT, "no answer within 2000 ms"));
        for (String file : List.of("outer", "inner")) {
            long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
            long end = System.nanoTime() + LONG.toNanos();
            while (runs(pid)) {
                assertThat(System.nanoTime()).as(file + " runs on").isLessThan(end);
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static boolean runs(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }
}
