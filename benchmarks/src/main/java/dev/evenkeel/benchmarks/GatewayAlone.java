package dev.evenkeel.benchmarks;

import dev.evenkeel.server.config.CacheConfig;
import dev.evenkeel.server.config.GatewayConfig;
import dev.evenkeel.server.config.GatewayConfig.AccessLogMode;
import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.config.HedgeConfig;
import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RetryConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import dev.evenkeel.server.gateway.Gateway;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The gateway with one route and every policy at its default, for {@code gateway.sh}. */
public final class GatewayAlone {
    private GatewayAlone() {}

    /** @param arguments the port to listen on, the upstream's URL, the number of event loops, and {@code cache} for a
     *     route with a plain cache */
    public static void main(String[] arguments) throws Exception {
        RouteConfig route =
                RouteConfig.of("bench", MatchConfig.path("/**"), UpstreamConfig.of(List.of(URI.create(arguments[1]))));
        if (arguments.length > 3 && arguments[3].equals("cache")) {
            // The cache tests count what reaches the origin, and take a retry for a fault of theirs.
            route = route.withCache(CacheConfig.DEFAULT)
                    .withRetry(RetryConfig.OFF)
                    .withHedge(HedgeConfig.OFF);
        }
        var config = new GatewayConfig(
                "127.0.0.1",
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[2]),
                null,
                ConnectionLimits.DEFAULT,
                AccessLogMode.OFF,
                List.of(route));
        Gateway gateway = Gateway.start(config, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        new CountDownLatch(1).await();
    }
}
