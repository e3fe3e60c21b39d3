package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.platform.telemetry.Traces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real server on a free port of the loopback address, and a client that checks its answers against the document. */
public final class TestServer implements AutoCloseable {
    private final ApiServer server;
    private final ContractChecker checker;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private TestServer(ApiServer server, Contract contract) {
        this.server = server;
        this.checker = new ContractChecker(contract);
    }

    /** With the program's document, the usual limits and no login. */
    public static TestServer start(Consumer<Operations> register) throws IOException {
        return start(Contract.load(), settings -> settings, AccessControl.openOnLoopback(), register);
    }

    public static TestServer start(
            Contract contract,
            Function<ServerSettings, ServerSettings> settings,
            Authorizer authorizer,
            Consumer<Operations> register)
            throws IOException {
        var server = new ApiServer(
                settings.apply(ServerSettings.of("127.0.0.1", 0)),
                contract,
                authorizer,
                new Metrics("test"),
                Traces.OFF,
                InstantSource.system(),
                new SplittableRandom(1));
        register.accept(server);
        server.start();
        server.setReady(true);
        return new TestServer(server, contract);
    }

    public int port() {
        return server.port();
    }

    public ApiServer server() {
        return server;
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    public HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(pathAndQuery)));
    }

    /** Sends a JSON body. */
    public HttpResponse<String> send(String method, String pathAndQuery, String json)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(pathAndQuery))
                .method(method, BodyPublishers.ofString(json))
                .header("Content-Type", "application/json"));
    }

    /** Sends any request; the answer has been checked against the document. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return checker.check(client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString()));
    }

    /** Sends any request; the answer comes as it is, unchecked. */
    public HttpResponse<byte[]> raw(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofByteArray());
    }

    /** A connection for requests that a client library wouldn't send. */
    public RawConnection connect() throws IOException {
        return new RawConnection(port());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
