package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.platform.telemetry.OtlpTraces;
import dev.evenkeel.server.platform.telemetry.StubCollector;
import dev.evenkeel.server.platform.telemetry.StubCollector.Seen;
import dev.evenkeel.server.platform.telemetry.TraceContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Requests to the API as a collector of traces sees them. */
class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    @Test
    void eachRequestIsASpanInTheCallersTrace() throws Exception {
        var during = new AtomicReference<TraceContext>();
        try (var collector = StubCollector.start();
                var traces = OtlpTraces.start(
                        new OtlpTraces.Settings(
                                collector.url(), Map.of(), 1, Duration.ofMillis(10), "evenkeel", "test"),
                        new SplittableRandom(1));
                var server = new ApiServer(
                        ServerSettings.of("127.0.0.1", 0),
                        Contract.load(),
                        AccessControl.openOnLoopback(),
                        new Metrics("test"),
                        traces,
                        InstantSource.system(),
                        new SplittableRandom(1));
                var client = HttpClient.newHttpClient()) {
            server.on("getDeployment", request -> {
                during.set(TraceContext.current().orElseThrow());
                throw new IllegalStateException("a mistake");
            });
            server.start();
            URI url = URI.create("http://127.0.0.1:" + server.port() + "/api/deployments/d1");
            var answer = client.send(
                    HttpRequest.newBuilder(url)
                            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                            .header("X-Request-Id", "r1")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);

            List<Seen> spans = collector.await(1);
            assertThat(spans).hasSize(1);
            Seen span = spans.getFirst();
            assertThat(span.traceId()).isEqualTo(TRACE);
            assertThat(span.parentId()).isEqualTo(CALLER);
            assertThat(span.kind()).isEqualTo(2);
            assertThat(span.name()).isEqualTo("GET /api/deployments/{id}");
            assertThat(span.status()).isEqualTo(2);
            assertThat(span.attributes())
                    .containsEntry("http.route", "/api/deployments/{id}")
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("http.response.status_code", "500")
                    .containsEntry("error.type", "500")
                    .containsEntry("url.path", "/api/deployments/d1")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("evenkeel.request_id", "r1");
            assertThat(during.get().spanId()).isEqualTo(span.spanId());
            assertThat(answer.headers().firstValue("traceparent"))
                    .hasValue("00-" + TRACE + "-" + span.spanId() + "-01");
        }
    }
}
