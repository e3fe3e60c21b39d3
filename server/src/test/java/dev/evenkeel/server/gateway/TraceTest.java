package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.CacheConfig;
import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import dev.evenkeel.server.platform.telemetry.OtlpTraces;
import dev.evenkeel.server.platform.telemetry.StubCollector;
import dev.evenkeel.server.platform.telemetry.StubCollector.Seen;
import dev.evenkeel.server.platform.telemetry.Traces;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One span a request and one an attempt, as a collector gets them and as the upstream is told. */
class TraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final long SERVER = 2;
    private static final long CLIENT = 3;
    private static final long ERROR = 2;

    private static Traces traces(StubCollector collector, double sample) {
        return OtlpTraces.start(
                new OtlpTraces.Settings(
                        collector.url(),
                        Map.of("Authorization", "Bearer t"),
                        sample,
                        Duration.ofMillis(10),
                        "edge",
                        "1.2.3"),
                new SplittableRandom(1));
    }

    private static RouteConfig route(StubUpstream upstream) {
        return RouteConfig.of("items", MatchConfig.path("/items/{id}"), UpstreamConfig.of(List.of(upstream.url())));
    }

    private static List<Seen> attempts(List<Seen> spans) {
        return spans.stream().filter(span -> span.kind() == CLIENT).toList();
    }

    private static Seen request(List<Seen> spans) {
        return spans.stream().filter(span -> span.kind() == SERVER).findFirst().orElseThrow();
    }

    @Test
    void eachAttemptIsASpanOfItsOwnInTheCallersTrace() throws Exception {
        var count = new AtomicInteger();
        try (var collector = StubCollector.start();
                var upstream = StubUpstream.start((request, wire) -> {
                    switch (count.getAndIncrement()) {
                        case 0 -> wire.reset();
                        case 1 -> wire.status(503);
                        default -> wire.ok("fine");
                    }
                });
                var traces = traces(collector, 0);
                var fixture = GatewayFixture.traced(traces, route(upstream))) {
            HttpResponse<String> answer = fixture.get(
                    "/items/7?token=secret",
                    "traceparent",
                    "00-" + TRACE + "-" + CALLER + "-01",
                    "tracestate",
                    "vendor=1");
            assertThat(answer.statusCode()).isEqualTo(200);

            List<Seen> spans = collector.await(4);
            assertThat(spans).hasSize(4).allSatisfy(span -> {
                assertThat(span.traceId()).isEqualTo(TRACE);
                assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
                assertThat(span.toString()).doesNotContain("secret");
                assertThat(span.resource())
                        .containsEntry("service.name", "edge")
                        .containsEntry("service.version", "1.2.3");
            });
            Seen request = request(spans);
            assertThat(request.parentId()).isEqualTo(CALLER);
            assertThat(request.name()).isEqualTo("GET /items/{id}");
            assertThat(request.attributes())
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("http.route", "/items/{id}")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("url.path", "/items/7")
                    .containsEntry("url.scheme", "http")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", String.valueOf(fixture.gateway.port()))
                    .containsEntry("client.address", "127.0.0.1")
                    .containsEntry("network.protocol.version", "1.1")
                    .containsEntry("evenkeel.route", "items")
                    .containsEntry("evenkeel.attempts", "3")
                    .containsEntry(
                            "evenkeel.request_id",
                            answer.headers().firstValue("x-request-id").orElseThrow())
                    .doesNotContainKey("error.type");

            List<Seen> attempts = attempts(spans);
            assertThat(attempts).extracting(Seen::parentId).containsOnly(request.spanId());
            assertThat(attempts).extracting(Seen::name).containsOnly("GET");
            assertThat(attempts)
                    .extracting(span -> span.attributes().get("evenkeel.outcome"))
                    .containsExactly("reset", "gateway_error", "ok");
            assertThat(attempts)
                    .extracting(span -> span.attributes().get("http.request.resend_count"))
                    .containsExactly(null, "1", "2");
            assertThat(attempts)
                    .extracting(span -> span.attributes().get("error.type"))
                    .containsExactly("reset", "503", null);
            assertThat(attempts).extracting(Seen::status).containsExactly(ERROR, ERROR, 0L);
            assertThat(attempts.get(1).attributes())
                    .containsEntry("http.response.status_code", "503")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", String.valueOf(upstream.port()))
                    .containsEntry("network.peer.address", "127.0.0.1")
                    .containsEntry("url.full", upstream.url() + "/items/7");

            assertThat(upstream.requests)
                    .extracting(seen -> seen.header("traceparent"))
                    .containsExactlyElementsOf(attempts.stream()
                            .map(span -> "00-" + TRACE + "-" + span.spanId() + "-01")
                            .toList());
            assertThat(upstream.requests)
                    .extracting(seen -> seen.header("tracestate"))
                    .containsOnly("vendor=1");
            assertThat(collector.authorizations).containsOnly("Bearer t");
        }
    }

    @Test
    void aHedgeIsASpanBesideTheOneThatItOvertakes() throws Exception {
        var count = new AtomicInteger();
        var slow = new CountDownLatch(1);
        try (var collector = StubCollector.start();
                var upstream = StubUpstream.start((request, wire) -> {
                    if (request.target().equals("/items/slow") && count.incrementAndGet() == 1) {
                        slow.await();
                    }
                    wire.ok("fine");
                });
                var traces = traces(collector, 0);
                // The first try is waited for as long as it takes the hedge, on however busy a machine.
                var fixture = GatewayFixture.traced(
                        traces, route(upstream).withDeadline(Duration.ofSeconds(30), Duration.ofSeconds(30)))) {
            long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
            for (int i = 0; i < 200 || System.nanoTime() - end < 0; i++) {
                fixture.get("/items/1");
            }
            fixture.get("/items/slow", "traceparent", "00-" + TRACE + "-" + CALLER + "-01");
            slow.countDown();
            List<Seen> attempts = attempts(collector.await(3));
            assertThat(attempts)
                    .extracting(span -> span.attributes().get("evenkeel.outcome"))
                    .containsExactlyInAnyOrder("ok", "cancelled");
            assertThat(attempts)
                    .extracting(span -> span.attributes().get("evenkeel.hedge"))
                    .containsExactlyInAnyOrder(null, "true");
            assertThat(attempts).extracting(Seen::status).containsOnly(0L);
        }
    }

    @Test
    void aRequestWithoutATraceBeginsOneAndAWrongOneIsDropped() throws Exception {
        try (var collector = StubCollector.start();
                var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var traces = traces(collector, 1);
                var fixture = GatewayFixture.traced(traces, route(upstream))) {
            fixture.get("/items/1");
            fixture.get("/items/2", "traceparent", "00-" + TRACE + "-0000000000000000-01", "tracestate", "vendor=1");
            List<Seen> spans = collector.await(4);
            assertThat(spans).hasSize(4);
            assertThat(spans.stream().map(Seen::traceId).distinct()).hasSize(2).doesNotContain(TRACE);
            assertThat(upstream.requests).allSatisfy(seen -> {
                assertThat(seen.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
                assertThat(seen.header("tracestate")).isEmpty();
            });
        }
    }

    @Test
    void whatTheGatewayAnswersItselfIsASpanToo() throws Exception {
        var cached = new CacheConfig(Duration.ofMinutes(1), null, null, 1 << 20, 1 << 20);
        try (var collector = StubCollector.start();
                var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var traces = traces(collector, 1);
                var fixture = GatewayFixture.traced(traces, route(upstream).withCache(cached))) {
            fixture.get("/items/1");
            collector.await(2);
            fixture.get("/items/1");
            Seen hit = collector.await(3).getLast();
            assertThat(hit.name()).isEqualTo("GET /items/{id}");
            assertThat(hit.attributes()).containsEntry("evenkeel.cache", "hit").containsEntry("evenkeel.attempts", "0");
            fixture.get("/elsewhere");
            Seen lost = collector.await(4).getLast();
            assertThat(lost.name()).isEqualTo("GET");
            assertThat(lost.attributes())
                    .containsEntry("http.response.status_code", "404")
                    .doesNotContainKey("http.route");
            assertThat(lost.status()).isZero();
        }
    }

    @Test
    void withoutACollectorTheCallersTraceGoesThroughUntouched() throws Exception {
        String sent = "00-" + TRACE + "-" + CALLER + "-01";
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var fixture = GatewayFixture.start(route(upstream))) {
            fixture.get("/items/1", "traceparent", sent, "tracestate", "vendor=1");
            fixture.get("/items/2");
            assertThat(upstream.requests)
                    .extracting(seen -> seen.header("traceparent"))
                    .containsExactly(sent, "");
            assertThat(upstream.requests.getFirst().header("tracestate")).isEqualTo("vendor=1");
        }
    }

    @Test
    void aCollectorThatIsBusyGetsTheBatchAgain() throws Exception {
        try (var collector = StubCollector.start();
                var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"));
                var traces = traces(collector, 1);
                var fixture = GatewayFixture.traced(traces, route(upstream))) {
            collector.refusals.set(1);
            fixture.get("/items/1");
            assertThat(collector.await(2)).hasSize(2);
            assertThat(collector.authorizations).hasSizeGreaterThanOrEqualTo(2);
        }
    }
}
