package dev.evenkeel.server.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteLoaderTest {
    private static final String RECORD = """
            {"id": "a", "serviceName": "shop", "version": "1", "environment": "production", "status": "Succeeded",
             "startedAt": "2025-03-01T10:00:00Z"}""";

    /** What the server answers with 200, by path; everything else is 404. */
    private final Map<String, String> pages = new ConcurrentHashMap<>();

    private HttpServer server;
    private HttpRegistry registry;
    private RemoteLoader loader;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String page = pages.get(exchange.getRequestURI().getPath());
            byte[] body = (page == null ? "no such page" : page).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        registry = new HttpRegistry(url, null, Duration.ofSeconds(5), Duration.ofSeconds(5));
        loader = new RemoteLoader(registry, Duration.ofMillis(10));
    }

    @AfterEach
    void stop() {
        registry.close();
        server.stop(0);
    }

    @Test
    void readsTheListOfARegistryWithoutAFeed() throws Exception {
        pages.put("/api/deployments", "[" + RECORD + "]");
        assertThat(recordsAfterAStep()).isEqualTo(1);
        pages.put("/api/changes", "");
        assertThat(recordsAfterAStep()).as("still by the list").isEqualTo(1);
    }

    @Test
    void staysWithTheFeedWhenAProxySaysNotFoundWhileTheRegistryIsAway() throws Exception {
        assertThatThrownBy(loader::advance).isInstanceOf(IOException.class).hasMessageContaining("404");
        pages.put("/api/changes", "{\"cursor\":\"s-1\",\"deployment\":" + RECORD.replace("\n", "") + "}\n");
        pages.put("/api/deployments", "[]");
        assertThat(recordsAfterAStep()).as("the list would have none").isEqualTo(1);
    }

    private long recordsAfterAStep() throws IOException, InterruptedException {
        TableLoader.Loaded loaded = loader.advance();
        assertThat(loaded).isNotNull();
        return loaded.table().size();
    }
}
