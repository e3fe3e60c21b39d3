package dev.evenkeel.server.chaos.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Real sockets that answer each request target as the test says, one thread a connection. */
final class StubServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Function<String, Answer> answers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger mostConnections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What to send, or to do instead when the head is empty. */
    record Answer(String head, String body, Duration delay, boolean close) {
        static final Answer HANG = special("hang");
        static final Answer RESET = special("reset");
        static final Answer CLOSE = special("close");
        static final Answer TRUNCATE =
                new Answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n", "12345", Duration.ZERO, true);
        static final Answer GARBAGE = new Answer("SSH-2.0-OpenSSH\r\n", "", Duration.ZERO, true);

        static Answer of(int status, String body) {
            return new Answer(
                    "HTTP/1.1 " + status + " Status\r\nContent-Length: " + body.length() + "\r\n",
                    body,
                    Duration.ZERO,
                    false);
        }

        private static Answer special(String what) {
            return new Answer("", what, Duration.ZERO, true);
        }

        Answer after(Duration longer) {
            return new Answer(head, body, longer, close);
        }

        Answer with(String name, String value) {
            return new Answer(head + name + ": " + value + "\r\n", body, delay, close);
        }

        Answer andClose() {
            return new Answer(head + "Connection: close\r\n", body, delay, true);
        }
    }

    private StubServer(ServerSocket listening, Function<String, Answer> answers) {
        this.listening = listening;
        this.answers = answers;
    }

    static StubServer start(Function<String, Answer> answers) throws IOException {
        var server = new StubServer(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), answers);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    int port() {
        return listening.getLocalPort();
    }

    int mostConnections() {
        return mostConnections.get();
    }

    /** The heads of the requests that came. */
    List<String> heads() {
        return heads;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                mostConnections.accumulateAndGet(open.size(), Math::max);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                heads.add(head);
                Answer answer = answers.apply(head.split(" ", 3)[1]);
                if (!answer.delay().isZero()) {
                    TimeUnit.NANOSECONDS.sleep(answer.delay().toNanos());
                }
                if (answer.equals(Answer.HANG)) {
                    closed.await();
                } else if (answer.equals(Answer.RESET)) {
                    socket.setSoLinger(true, 0);
                } else if (!answer.equals(Answer.CLOSE)) {
                    String text = answer.head() + "\r\n" + answer.body();
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                }
                if (answer.close()) {
                    return;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // The generator gave the connection up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static String head(BufferedReader in) throws IOException {
        var head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        closed.countDown();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
