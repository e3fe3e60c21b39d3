package dev.evenkeel.server.gateway;

import dev.evenkeel.core.probe.TargetList;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.UpstreamConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints behind the gateway's routes, for the monitor: whether they accept connections, and with TLS whether
 * their certificate is good. What path of theirs is harmless to ask for, nobody has said.
 */
public final class RouteTargets extends TargetList {

    public RouteTargets(List<RouteConfig> routes) {
        super("gateway", of(routes));
    }

    /** The routes are these from now on. */
    public void routes(List<RouteConfig> routes) {
        set(of(routes));
    }

    private static List<Target> of(List<RouteConfig> routes) {
        Map<String, Target> byName = new LinkedHashMap<>();
        for (RouteConfig route : routes) {
            for (URI endpoint : route.upstream().endpoints()) {
                boolean secure = "https".equalsIgnoreCase(endpoint.getScheme());
                int port = endpoint.getPort() > 0 ? endpoint.getPort() : secure ? 443 : 80;
                String scheme = secure && isPublic(route.upstream()) ? "tls" : "tcp";
                String address = endpoint.getHost() + ":" + port;
                String name = route.name() + "/" + address;
                byName.putIfAbsent(name, new Target(name, URI.create(scheme + "://" + address), null, null));
            }
        }
        return List.copyOf(new ArrayList<>(byName.values()));
    }

    /** Whether its certificate is judged as everyone would. */
    private static boolean isPublic(UpstreamConfig upstream) {
        return upstream.verify() && upstream.trust() == null;
    }
}
