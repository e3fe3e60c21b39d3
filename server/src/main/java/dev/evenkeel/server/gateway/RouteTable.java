package dev.evenkeel.server.gateway;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The routes in the order in which they are tried; the first that takes a request gets it. Immutable. */
final class RouteTable {

    /** What became of the search. */
    sealed interface Found {
        /** @param captured the path's parameters */
        record Match(Route route, String[] captured) implements Found {}

        record None() implements Found {}

        /** @param allow the methods that routes with this path take */
        record OtherMethod(String allow) implements Found {}
    }

    private static final Found NONE = new Found.None();

    private final List<Route> routes;

    RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    List<Route> routes() {
        return routes;
    }

    Found find(String method, String authority, String path) {
        TreeSet<String> allow = null;
        String host = null;
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            if (!route.config().match().hosts().isEmpty()) {
                host = host == null ? hostOf(authority) : host;
                if (!route.takesHost(host)) {
                    continue;
                }
            }
            String @Nullable [] captured = route.matchPath(path);
            if (captured == null) {
                continue;
            }
            if (route.takesMethod(method)) {
                return new Found.Match(route, captured);
            }
            allow = allow == null ? new TreeSet<>() : allow;
            allow.addAll(route.config().match().methods());
        }
        return allow == null ? NONE : new Found.OtherMethod(String.join(", ", allow));
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }
}
