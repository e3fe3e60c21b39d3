package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.server.config.EjectionConfig;
import dev.evenkeel.server.config.GatewayConfig;
import dev.evenkeel.server.config.GatewayConfig.AccessLogMode;
import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import dev.evenkeel.server.platform.telemetry.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several endpoints, and configurations that change under load. */
class EndpointsTest {

    @Test
    void badEndpointsAreLeftOutCallersDontNoticeAndTheyComeBack() throws Exception {
        var failing = new AtomicBoolean();
        var hanging = new AtomicBoolean();
        try (var good = StubUpstream.start((request, wire) -> work(wire)).countingOnly();
                var bad = StubUpstream.start((request, wire) -> {
                            if (failing.get()) {
                                wire.status(500);
                            } else {
                                work(wire);
                            }
                        })
                        .countingOnly();
                var stuck = StubUpstream.start((request, wire) -> {
                            if (hanging.get()) {
                                wire.hang();
                            } else {
                                work(wire);
                            }
                        })
                        .countingOnly();
                var fixture = GatewayFixture.start(GatewayFixture.route(good.url(), bad.url(), stuck.url())
                        .withEjection(new EjectionConfig(true, 5, Duration.ofMillis(500), Duration.ofSeconds(2))));
                var threads = Executors.newFixedThreadPool(16)) {
            p99(fixture, threads, 300);
            Duration healthy = p99(fixture, threads, 1000);

            failing.set(true);
            hanging.set(true);
            int before = bad.count.get() + stuck.count.get();
            assertThat(p99(fixture, threads, 1500)).isLessThan(healthy.multipliedBy(3));
            assertThat(bad.count.get() + stuck.count.get() - before).isLessThan(1500 / 4);
            assertThat(fixture.gateway.endpoints())
                    .filteredOn(endpoint -> endpoint.ejections() > 0)
                    .hasSize(2);

            failing.set(false);
            hanging.set(false);
            int[] then = {bad.count.get(), stuck.count.get()};
            while (bad.count.get() < then[0] + 5
                    || stuck.count.get() < then[1] + 5
                    || fixture.gateway.endpoints().stream().anyMatch(EndpointState::ejected)) {
                p99(fixture, threads, 100);
            }
        }
    }

    @Test
    void allMetricsCallAnEndpointTheSame() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("fine"))) {
            var replica = new InetSocketAddress(
                    InetAddress.ofLiteral("127.0.0.1"), upstream.url().getPort());
            var toApp = new UpstreamConfig(
                    "shop",
                    List.of(),
                    null,
                    Map.of(),
                    false,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    null,
                    true,
                    Duration.ofSeconds(30));
            RouteConfig route = RouteConfig.of("test", MatchConfig.path("/**"), toApp);
            var meters = new SimpleMeterRegistry();
            try (Gateway gateway = Gateway.start(
                    new GatewayConfig(
                            "127.0.0.1", 0, 1, null, GatewayFixture.LIMITS, AccessLogMode.OFF, List.of(route)),
                    meters,
                    Traces.OFF,
                    _ -> EndpointSource.fixed(List.of(replica)))) {
                assertThat(gateway.endpoints())
                        .extracting(EndpointState::address)
                        .containsExactly("127.0.0.1:" + replica.getPort());
                assertThat(meters.getMeters())
                        .filteredOn(meter -> meter.getId().getTag("endpoint") != null)
                        .extracting(meter -> meter.getId().getTag("endpoint"))
                        .hasSizeGreaterThan(3)
                        .containsOnly("shop=127.0.0.1:" + replica.getPort());
            }
        }
    }

    /** Answers as a service does that is neither fast nor slow. */
    private static void work(StubUpstream.Wire wire) throws IOException {
        LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
        wire.ok("fine");
    }

    /** That of so many requests, all of which must succeed. */
    private static Duration p99(GatewayFixture fixture, ExecutorService threads, int requests) throws Exception {
        Callable<Long> request = () -> {
            long start = System.nanoTime();
            assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            return System.nanoTime() - start;
        };
        List<Long> latencies = new ArrayList<>();
        for (var latency : threads.invokeAll(Collections.nCopies(requests, request))) {
            latencies.add(latency.get());
        }
        Collections.sort(latencies);
        return Duration.ofNanos(latencies.get(requests * 99 / 100));
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
