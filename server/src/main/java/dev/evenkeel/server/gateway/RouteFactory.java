package dev.evenkeel.server.gateway;

import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds routes from their configuration, and keeps those that didn't change. */
final class RouteFactory {
    private final EventLoops loops;
    private final MeterRegistry registry;
    private final ConnectionLimits limits;
    private final AccessLog accessLog;
    private final Function<String, EndpointSource> apps;

    /** @param apps the replicas of a supervised application, by its name */
    RouteFactory(
            EventLoops loops,
            MeterRegistry registry,
            ConnectionLimits limits,
            AccessLog accessLog,
            Function<String, EndpointSource> apps) {
        this.accessLog = accessLog;
        this.apps = apps;
        this.loops = loops;
        this.registry = registry;
        this.limits = limits;
    }

    /** @throws IOException when a file that a route names can't be used; nothing has been started then */
    RouteTable table(List<RouteConfig> configs, RouteTable before) throws IOException {
        var routes = new ArrayList<Route>();
        var fresh = new ArrayList<Route>();
        for (RouteConfig config : configs) {
            Route kept = before.routes().stream()
                    .filter(route -> route.config().equals(config))
                    .findFirst()
                    .orElse(null);
            Route route = kept == null ? create(config) : kept;
            routes.add(route);
            if (kept == null) {
                fresh.add(route);
            }
        }
        fresh.forEach(route -> route.upstream().start());
        return new RouteTable(routes);
    }

    private Route create(RouteConfig config) throws IOException {
        var groups = new ArrayList<Upstream.Group>();
        SslContext tls = tls(config.upstream());
        String app = config.upstream().app();
        if (app != null) {
            groups.add(new Upstream.Group(Origin.ofApp(app, config.upstream()), apps.apply(app)));
        }
        for (URI url : config.upstream().endpoints()) {
            Origin origin = Origin.of(url, config.upstream(), tls);
            groups.add(new Upstream.Group(origin, source(origin, config.upstream())));
        }
        var upstream = new Upstream(config.name(), UpstreamPolicies.of(config), groups, loops, registry);
        return new Route(
                config,
                upstream,
                new RouteMetrics(registry, config.name()),
                accessLog,
                limits.bodyTimeout().toNanos());
    }

    private static EndpointSource source(Origin origin, UpstreamConfig config) throws IOException {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(origin.host());
        if (literal != null) {
            return EndpointSource.fixed(
                    List.of(new InetSocketAddress(InetAddress.getByAddress(origin.host(), literal), origin.port())));
        }
        return new DnsEndpoints(origin.host(), origin.port(), config.resolveInterval());
    }

    private static @Nullable SslContext tls(UpstreamConfig config) throws IOException {
        if (config.endpoints().stream().noneMatch(url -> "https".equalsIgnoreCase(url.getScheme()))) {
            return null;
        }
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (config.trust() != null) {
            builder.trustManager(config.trust().toFile());
        }
        if (config.verify()) {
            builder.endpointIdentificationAlgorithm("HTTPS");
        } else {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The certificates in " + config.trust() + " can't be read: " + e.getMessage()
                            + ". upstream.trust must name a file of PEM certificates.",
                    e);
        }
    }
}
