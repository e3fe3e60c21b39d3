package dev.evenkeel.server.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A backend that fails on request, small enough to be started by the dozen. Arguments: the port, a version, and what is
 * wrong with it from the start ({@code never-ready}, {@code crash}). {@code /break} has it answer 500 from then on, {@code
 * /heal} ends that, {@code /exit} ends the process, {@code /hang} has it answer nothing more, {@code /slow} answers
 * after half a second.
 */
public final class ToyBackend {
    private final String version;
    private final boolean neverReady;
    private volatile boolean broken;
    private volatile boolean hanging;

    private ToyBackend(String version, boolean neverReady) {
        this.version = version;
        this.neverReady = neverReady;
    }

    /** The command that starts one. */
    public static List<String> command(String... more) {
        var words = new java.util.ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx32m",
                "-cp",
                java.nio.file.Path.of("target/test-classes").toAbsolutePath().toString(),
                ToyBackend.class.getName(),
                "{port}"));
        words.addAll(List.of(more));
        return words;
    }

    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        if (words.contains("crash")) {
            System.err.println("the database is not there");
            Runtime.getRuntime().halt(3);
        }
        var backend = new ToyBackend(words.size() > 1 ? words.get(1) : "1", words.contains("never-ready"));
        try (var socket = new ServerSocket(Integer.parseInt(words.getFirst()), 50, InetAddress.getLoopbackAddress())) {
            System.out.println("listening on " + words.getFirst());
            while (true) {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> backend.serve(connection));
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null) {
                String path = line.split(" ", -1)[1];
                boolean close = false;
                for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
                    close |= field.equalsIgnoreCase("Connection: close");
                }
                answer(connection, path, close);
                line = close ? null : in.readLine();
            }
        } catch (IOException | InterruptedException e) {
            // The caller has gone.
        }
    }

    private void answer(Socket connection, String path, boolean close) throws IOException, InterruptedException {
        switch (path) {
            case "/break" -> broken = true;
            case "/heal" -> broken = false;
            case "/hang" -> hanging = true;
            case "/exit" -> Runtime.getRuntime().halt(1);
            case "/slow" -> java.util.concurrent.TimeUnit.MILLISECONDS.sleep(500);
            default -> {}
        }
        if (hanging) {
            Thread.currentThread().join();
        }
        boolean bad = broken || (neverReady && path.startsWith("/health"));
        String text = (bad ? "broken " : "fine ") + version;
        String head = "HTTP/1.1 " + (bad ? "500 Broken" : "200 OK") + "\r\nContent-Length: " + text.length()
                + (close ? "\r\nConnection: close" : "") + "\r\n\r\n";
        connection.getOutputStream().write((head + text).getBytes(StandardCharsets.US_ASCII));
    }
}
