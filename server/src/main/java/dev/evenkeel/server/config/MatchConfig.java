package dev.evenkeel.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which requests a route takes.
 *
 * @param hosts without port, in lower case; empty for any
 * @param methods empty for any
 * @param path exact, with {@code {parameters}} that stand for a segment each, or with {@code /**} at its end
 * @param where what parameters must be; a request whose parameter isn't is answered 400
 */
public record MatchConfig(Set<String> hosts, Set<String> methods, String path, Map<String, Constraint> where) {

    /** What a path parameter may be. */
    public enum Constraint {
        IP_ADDRESS,
        INTEGER,
        UUID,
        WORD;

        /** As in {@code ip-address}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Every request under a path pattern. */
    public static MatchConfig path(String path) {
        return new MatchConfig(Set.of(), Set.of(), path, Map.of());
    }

    /** The names of the path's parameters, in order. */
    public List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}")) {
                names.add(segment.substring(1, segment.length() - 1));
            }
        }
        return names;
    }

    static MatchConfig from(Section section) {
        String path = section.text("path", "/**");
        if (!path.startsWith("/")
                || path.replaceAll("/\\{[A-Za-z_][A-Za-z0-9_]*}(?=/|$)", "/x").matches(".*[{}?#].*")) {
            section.reject(
                    "path", "write a path as in /a/b, with parameters as in /a/{id}, or with all below it as in /a/**");
        }
        String fixed = path.endsWith("/**") ? path.substring(0, path.length() - 3) : path;
        if (fixed.indexOf('*') >= 0) {
            section.reject("path", "stars can only stand at the end, as in /a/**");
        }
        var where = new TreeMap<String, Constraint>();
        var match = new MatchConfig(Set.of(), Set.of(), path, Map.of());
        Section constraints = section.section("where");
        for (String parameter : match.parameters()) {
            if (constraints.has(parameter)) {
                where.put(parameter, constraints.oneOf(parameter, Constraint.WORD));
            }
        }
        return new MatchConfig(
                lower(section.list("host", List.of())),
                Set.copyOf(section.list("method", List.of())),
                path,
                Map.copyOf(where));
    }

    private static Set<String> lower(List<String> hosts) {
        var lower = new java.util.HashSet<String>();
        hosts.forEach(host -> lower.add(host.toLowerCase(Locale.ROOT)));
        return Set.copyOf(lower);
    }
}
