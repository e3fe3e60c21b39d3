package dev.evenkeel.server.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 server on real sockets that does to its callers what a test says. */
final class StubUpstream implements AutoCloseable {

    /** One request as it came over the wire. */
    record Seen(String method, String target, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What is done about a request. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Seen request, Wire wire) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final boolean readsBodies;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final List<Seen> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger count = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger aborted = new AtomicInteger();
    private volatile boolean keepsRequests = true;

    private StubUpstream(int port, Behaviour behaviour, boolean readsBodies) throws IOException {
        this.behaviour = behaviour;
        this.readsBodies = readsBodies;
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        Thread.ofVirtual().start(this::accept);
    }

    static StubUpstream start(Behaviour behaviour) throws IOException {
        return new StubUpstream(0, behaviour, true);
    }

    static StubUpstream startOn(int port, Behaviour behaviour) throws IOException {
        return new StubUpstream(port, behaviour, true);
    }

    /** Leaves the bodies of requests to the behaviour. */
    static StubUpstream startRaw(Behaviour behaviour) throws IOException {
        return new StubUpstream(0, behaviour, false);
    }

    StubUpstream countingOnly() {
        keepsRequests = false;
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            var wire = new Wire(this, socket, in);
            while (!wire.done) {
                Seen request = read(in);
                if (request == null) {
                    break;
                }
                count.incrementAndGet();
                if (keepsRequests) {
                    requests.add(request);
                }
                wire.request = request;
                behaviour.answer(request, wire);
            }
        } catch (IOException | UncheckedIOException e) {
            aborted.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private Seen read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ");
        var headers = new LinkedHashMap<String, String>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, header.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        byte[] body = readsBodies ? body(in, headers) : new byte[0];
        return new Seen(parts[0], parts[1], headers, body);
    }

    static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length")));
        }
        var body = new ByteArrayOutputStream();
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.write(in.readNBytes(size));
                line(in);
            }
            for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
                headers.put("trailer:" + trailer.split(":")[0].toLowerCase(Locale.ROOT), trailer);
            }
        }
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new IOException("the body broke off");
        }
        return Integer.parseInt(line, 16);
    }

    static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.write(c);
            }
            c = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** What a behaviour answers with. */
    static final class Wire {
        private final StubUpstream stub;
        final Socket socket;
        final InputStream in;
        private Seen request;
        private boolean done;

        Wire(StubUpstream stub, Socket socket, InputStream in) {
            this.stub = stub;
            this.socket = socket;
            this.in = in;
        }

        void ok(String body) throws IOException {
            answer(200, "Content-Type: text/plain", body);
        }

        void status(int status) throws IOException {
            answer(status, "Content-Type: text/plain", "status " + status);
        }

        void answer(int status, String headers, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 " + status + " " + (status == 200 ? "OK" : "Answer") + "\r\n" + headers
                    + (headers.isEmpty() ? "" : "\r\n") + "Content-Length: " + bytes.length + "\r\n\r\n";
            boolean toHead = request != null && request.method().equals("HEAD");
            raw(head + (toHead ? "" : body));
        }

        void raw(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Closes in the ordinary way. */
        void close() throws IOException {
            done = true;
            socket.close();
        }

        void reset() throws IOException {
            done = true;
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Doesn't answer until the other side gives up. */
        void hang() throws IOException {
            done = true;
            try {
                if (in.read() < 0) {
                    stub.aborted.incrementAndGet();
                }
            } catch (IOException e) {
                stub.aborted.incrementAndGet();
            }
            socket.close();
        }
    }
}
