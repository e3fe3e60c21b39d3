package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.contract.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds what the document has at a path. A path without parameters wins over one with. */
final class RouteTable {
    private final Map<String, Map<String, Operation>> plain = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();

    /**
     * What is at a path.
     *
     * @param methods the operations by method
     * @param parameters those of the path, decoded
     */
    record Match(Map<String, Operation> methods, Map<String, String> parameters) {

        /** The operation for a method; {@code HEAD} is answered by that of {@code GET}. */
        Optional<Operation> operation(String method) {
            return Optional.ofNullable(methods.get(method.equals("HEAD") ? "GET" : method));
        }

        /** The value of the {@code Allow} header. */
        String allow() {
            var allowed = new TreeMap<String, Operation>(methods).navigableKeySet();
            return String.join(", ", allowed) + (allowed.contains("GET") ? ", HEAD, OPTIONS" : ", OPTIONS");
        }
    }

    RouteTable(List<Operation> operations) {
        for (Operation operation : operations) {
            methods(operation.path()).put(operation.method(), operation);
        }
    }

    /** @throws ProblemException 400 when the path isn't properly encoded */
    Optional<Match> find(String path) {
        Map<String, Operation> methods = plain.get(path);
        if (methods != null) {
            return Optional.of(new Match(methods, Map.of()));
        }
        String[] segments = split(path);
        for (Template template : templates) {
            Map<String, String> parameters = template.match(segments);
            if (parameters != null) {
                return Optional.of(new Match(template.methods, parameters));
            }
        }
        return Optional.empty();
    }

    private Map<String, Operation> methods(String path) {
        if (path.indexOf('{') < 0) {
            return plain.computeIfAbsent(path, _ -> new TreeMap<>());
        }
        String[] segments = split(path);
        for (Template template : templates) {
            if (String.join("/", template.segments).equals(String.join("/", segments))) {
                return template.methods;
            }
        }
        var template = new Template(segments, new TreeMap<>());
        templates.add(template);
        return template.methods;
    }

    private static String[] split(String path) {
        return path.split("/", -1);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Template(String[] segments, Map<String, Operation> methods) {

        @Nullable
        Map<String, String> match(String[] path) {
            if (path.length != segments.length) {
                return null;
            }
            var parameters = new HashMap<String, String>();
            for (int i = 0; i < path.length; i++) {
                String segment = segments[i];
                if (segment.startsWith("{")) {
                    if (path[i].isEmpty()) {
                        return null;
                    }
                    String name = segment.substring(1, segment.length() - 1);
                    parameters.put(name, PercentEncoding.decode(path[i], "/" + name));
                } else if (!segment.equals(path[i])) {
                    return null;
                }
            }
            return parameters;
        }
    }
}
