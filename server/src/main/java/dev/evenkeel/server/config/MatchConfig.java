package dev.evenkeel.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
        List<String> parameters = path(path).parameters();
        checkPath(section, path, parameters);
        return new MatchConfig(hosts(section), methods(section), path, where(section.section("where"), parameters));
    }

    private static void checkPath(Section section, String path, List<String> parameters) {
        if (!path.startsWith("/")
                || path.replaceAll("/\\{[A-Za-z_][A-Za-z0-9_]*}(?=/|$)", "/x").matches(".*[{}?#\\s].*")) {
            section.reject(
                    "path", "write a path as in /a/b, with parameters as in /a/{id}, or with all below it as in /a/**");
        }
        String fixed = path.endsWith("/**") ? path.substring(0, path.length() - 3) : path;
        if (fixed.indexOf('*') >= 0) {
            section.reject("path", "stars can only stand at the end, as in /a/**");
        }
        var once = new HashSet<String>();
        parameters.stream()
                .filter(name -> !once.add(name))
                .findFirst()
                .ifPresent(name ->
                        section.reject("path", "{" + name + "} is there twice: give each parameter a name of its own"));
    }

    private static Map<String, Constraint> where(Section section, List<String> parameters) {
        var where = new TreeMap<String, Constraint>();
        for (String name : section.keys()) {
            Constraint constraint = section.oneOf(name, Constraint.WORD);
            if (parameters.contains(name)) {
                where.put(name, constraint);
            } else {
                section.reject(
                        name,
                        "match.path has no such parameter: "
                                + (parameters.isEmpty()
                                        ? "it has none, write one as in /a/{" + name + "}"
                                        : "it has " + String.join(", ", parameters)));
            }
        }
        return Map.copyOf(where);
    }

    private static Set<String> hosts(Section section) {
        var hosts = new TreeSet<String>();
        for (String host : section.list("host", List.of())) {
            if (!host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
                section.reject("host", "\"" + host + "\" is no host name: write it without scheme, port and path");
            }
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(hosts);
    }

    /** Methods are case-sensitive (RFC 9110 §9.1), and nobody means one in small letters. */
    private static Set<String> methods(Section section) {
        var methods = new TreeSet<String>();
        for (String method : section.list("method", List.of())) {
            if (!method.matches("[A-Z][A-Z-]*")) {
                section.reject("method", "\"" + method + "\" is no method: write it in capitals, as in GET");
            }
            methods.add(method);
        }
        return Set.copyOf(methods);
    }
}
