package dev.evenkeel.server.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook on a real socket that remembers what it took, and can be down. */
final class StubReceiver implements AutoCloseable {
    record Taken(String identity, JsonNode notice) {}

    private final HttpServer server;
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    StubReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (status < 300) {
                taken.add(new Taken(exchange.getRequestHeaders().getFirst("Idempotency-Key"), Json.parse(body)));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    void answers(int newStatus) {
        status = newStatus;
    }

    List<Taken> taken() {
        return taken;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
