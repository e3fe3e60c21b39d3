package dev.evenkeel.server.monitor.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts connections and does with each what the test wants, on a virtual thread; remembers the requests' heads. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** What is done with a connection. */
    public interface Treatment {
        void of(Socket connection) throws IOException, InterruptedException;
    }

    public RawServer(Treatment treatment) {
        this(treatment, server());
    }

    public RawServer(Treatment treatment, ServerSocket socket) {
        this.socket = socket;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    Thread.ofVirtual().start(() -> treat(treatment, connection));
                }
            } catch (IOException e) {
                // Closed.
            }
        });
    }

    private static void treat(Treatment treatment, Socket connection) {
        try (connection) {
            treatment.of(connection);
        } catch (IOException e) {
            // The other side has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket server() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers every request with this text. */
    public static RawServer answering(String answer) {
        RawServer[] self = new RawServer[1];
        self[0] = new RawServer(connection -> {
            self[0].readHead(connection);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().flush();
        });
        return self[0];
    }

    /** Reads a request up to its empty line. */
    public String readHead(Socket connection) throws IOException {
        var head = new StringBuilder();
        InputStream in = connection.getInputStream();
        int next = in.read();
        while (next >= 0) {
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
            next = in.read();
        }
        heads.add(head.toString());
        return head.toString();
    }

    public List<String> heads() {
        return heads;
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
