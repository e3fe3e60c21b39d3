package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.GatewayConfig;
import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.TlsConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import dev.evenkeel.server.platform.telemetry.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A gateway on a free port with callers of two kinds: a well-behaved client and raw sockets. */
final class GatewayFixture implements AutoCloseable {
    static final ConnectionLimits LIMITS = new ConnectionLimits(
            20_000,
            32 << 10,
            128,
            10L << 30,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            false);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Gateway gateway;
    final HttpClient client;

    private GatewayFixture(ConnectionLimits limits, TlsConfig tls, Traces traces, List<RouteConfig> routes)
            throws IOException {
        gateway = Gateway.start(
                new GatewayConfig("127.0.0.1", 0, 2, tls, limits, GatewayConfig.AccessLogMode.OFF, routes),
                meters,
                traces);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    static GatewayFixture start(RouteConfig... routes) throws IOException {
        return new GatewayFixture(LIMITS, null, Traces.OFF, List.of(routes));
    }

    static GatewayFixture start(ConnectionLimits limits, RouteConfig... routes) throws IOException {
        return new GatewayFixture(limits, null, Traces.OFF, List.of(routes));
    }

    static GatewayFixture traced(Traces traces, RouteConfig... routes) throws IOException {
        return new GatewayFixture(LIMITS, null, traces, List.of(routes));
    }

    static GatewayFixture secure(TlsConfig tls, RouteConfig... routes) throws IOException {
        return new GatewayFixture(LIMITS, tls, Traces.OFF, List.of(routes));
    }

    /** Everything goes to these endpoints, with all policies at their defaults. */
    static RouteConfig route(URI... endpoints) {
        return RouteConfig.of("test", MatchConfig.path("/**"), UpstreamConfig.of(Arrays.asList(endpoints)));
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Sends bytes and reads until the gateway closes or nothing comes for a while. */
    String raw(String bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.setSoTimeout(1_000);
            return readAll(socket.getInputStream());
        }
    }

    static String readAll(InputStream in) {
        var text = new StringBuilder();
        byte[] buffer = new byte[16 * 1024];
        try {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // A reset or the end of patience: what came until then counts.
        }
        return text.toString();
    }

    double counter(String name, String... tags) {
        return meters.find(name).tags(tags).counters().stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
    }
}
