package dev.evenkeel.server.platform.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes traces as a collector does (OTLP over HTTP, protobuf) and remembers them. */
public final class StubCollector implements AutoCloseable {

    /** One span; {@code kind} 2 is a server's, 3 a client's; {@code status} 2 is an error. */
    public record Seen(
            String traceId,
            String spanId,
            String parentId,
            String name,
            long kind,
            long startNanos,
            long endNanos,
            Map<String, String> attributes,
            long status,
            Map<String, String> resource) {}

    private final HttpServer server;
    public final List<Seen> spans = new CopyOnWriteArrayList<>();
    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    public final AtomicInteger refusals = new AtomicInteger();

    private StubCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public static StubCollector start() throws IOException {
        return new StubCollector();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Waits until that many spans have come. */
    public List<Seen> await(int count) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (spans.size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return List.copyOf(spans);
    }

    private void take(HttpExchange http) throws IOException {
        byte[] body = http.getRequestBody().readAllBytes();
        authorizations.add(String.valueOf(http.getRequestHeaders().getFirst("Authorization")));
        boolean refuse = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        boolean protobuf =
                "application/x-protobuf".equals(http.getRequestHeaders().getFirst("Content-Type"));
        if (!refuse && protobuf) {
            for (Part batch : parts(body)) {
                Map<String, String> resource = new TreeMap<>();
                for (Part part : parts(batch.bytes)) {
                    if (part.field == 1) {
                        resource = attributes(parts(part.bytes), 1);
                    } else if (part.field == 2) {
                        for (Part span : parts(part.bytes)) {
                            if (span.field == 2) {
                                spans.add(span(parts(span.bytes), resource));
                            }
                        }
                    }
                }
            }
        }
        http.sendResponseHeaders(refuse ? 503 : protobuf ? 200 : 415, -1);
        http.close();
    }

    private static Seen span(List<Part> parts, Map<String, String> resource) {
        byte[] status = find(parts, 15).bytes;
        return new Seen(
                HexFormat.of().formatHex(find(parts, 1).bytes),
                HexFormat.of().formatHex(find(parts, 2).bytes),
                HexFormat.of().formatHex(find(parts, 4).bytes),
                find(parts, 5).text(),
                find(parts, 6).number,
                find(parts, 7).number,
                find(parts, 8).number,
                attributes(parts, 9),
                find(parts(status), 3).number,
                resource);
    }

    private static Map<String, String> attributes(List<Part> parts, int field) {
        var attributes = new TreeMap<String, String>();
        for (Part part : parts) {
            if (part.field == field) {
                List<Part> pair = parts(part.bytes);
                Part value = parts(find(pair, 2).bytes).getFirst();
                attributes.put(find(pair, 1).text(), value.field == 1 ? value.text() : String.valueOf(value.number));
            }
        }
        return attributes;
    }

    /** One field of a protobuf message. */
    private record Part(int field, long number, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Part find(List<Part> parts, int field) {
        return parts.stream().filter(part -> part.field == field).findFirst().orElse(new Part(field, 0, new byte[0]));
    }

    private static List<Part> parts(byte[] message) {
        var parts = new ArrayList<Part>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int field = (int) (tag >>> 3);
            switch ((int) tag & 7) {
                case 0 -> parts.add(new Part(field, varint(in), new byte[0]));
                case 1 -> parts.add(new Part(field, in.getLong(), new byte[0]));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    parts.add(new Part(field, 0, bytes));
                }
                case 5 -> parts.add(new Part(field, in.getInt(), new byte[0]));
                default -> throw new IllegalArgumentException("no protobuf");
            }
        }
        return parts;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
