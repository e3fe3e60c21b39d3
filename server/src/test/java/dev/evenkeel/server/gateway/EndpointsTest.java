package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.EjectionConfig;
import dev.evenkeel.server.config.RouteConfig;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several endpoints, and configurations that change under load. */
class EndpointsTest {

    @Test
    void badEndpointsAreLeftOutAndComeBack() throws Exception {
        var failing = new AtomicBoolean(true);
        var hanging = new AtomicBoolean(true);
        try (var good = StubUpstream.start((request, wire) -> wire.ok("good"));
                var bad = StubUpstream.start((request, wire) -> {
                    if (failing.get()) {
                        wire.status(500);
                    } else {
                        wire.ok("bad");
                    }
                });
                var stuck = StubUpstream.start((request, wire) -> {
                    if (hanging.get()) {
                        wire.hang();
                    } else {
                        wire.ok("stuck");
                    }
                });
                var fixture = GatewayFixture.start(GatewayFixture.route(good.url(), bad.url(), stuck.url())
                        .withDeadline(Duration.ofSeconds(5), Duration.ofMillis(200))
                        .withEjection(new EjectionConfig(true, 3, Duration.ofMillis(300), Duration.ofSeconds(1))));
                var threads = Executors.newFixedThreadPool(8)) {
            List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
            Callable<HttpResponse<String>> request = () -> {
                long start = System.nanoTime();
                HttpResponse<String> answer = fixture.get("/");
                latencies.add(System.nanoTime() - start);
                return answer;
            };
            for (var answer : threads.invokeAll(Collections.nCopies(1000, request))) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(answer.get().body()).isEqualTo("good");
            }
            assertThat(good.count.get()).isGreaterThanOrEqualTo(1000);
            assertThat(bad.count.get() + stuck.count.get()).isLessThan(100);
            assertThat(fixture.gateway.endpoints()).anyMatch(endpoint -> endpoint.ejections() > 0);
            failing.set(false);
            hanging.set(false);
            int before = bad.count.get() + stuck.count.get();
            while (bad.count.get() + stuck.count.get() < before + 20
                    || fixture.gateway.endpoints().stream().anyMatch(EndpointState::ejected)) {
                assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aHundredReloadsUnderLoadFailNoRequest() throws Exception {
        var going = new AtomicBoolean(true);
        try (var one = StubUpstream.start((request, wire) -> wire.ok("fine")).countingOnly();
                var other =
                        StubUpstream.start((request, wire) -> wire.ok("fine")).countingOnly();
                var fixture = GatewayFixture.start(GatewayFixture.route(one.url()));
                var threads = Executors.newFixedThreadPool(8)) {
            var results = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> {
                        int served = 0;
                        while (going.get()) {
                            assertThat(fixture.get("/").statusCode()).isEqualTo(200);
                            served++;
                        }
                        return served;
                    }))
                    .toList();
            for (int i = 0; i < 100; i++) {
                RouteConfig next = GatewayFixture.route(i % 2 == 0 ? other.url() : one.url())
                        .withDeadline(Duration.ofSeconds(10), Duration.ofMillis(1000 + i));
                fixture.gateway.reload(List.of(next));
                int seen = one.count.get() + other.count.get();
                while (one.count.get() + other.count.get() < seen + 10) {
                    Thread.onSpinWait();
                }
            }
            going.set(false);
            for (var result : results) {
                assertThat(result.get()).isPositive();
            }
            assertThat(other.count.get()).isPositive();
        }
    }

    @Test
    void namesAreResolved() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("named"));
                var fixture = GatewayFixture.start(
                        GatewayFixture.route(java.net.URI.create("http://localhost:" + upstream.port())))) {
            assertThat(fixture.get("/").body()).isEqualTo("named");
            assertThat(upstream.requests.getFirst().header("host")).isEqualTo("localhost:" + upstream.port());
        }
    }
}
