package dev.evenkeel.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The variables {@code EVENKEEL_SERVER_PORT}, {@code EVENKEEL_SERVER_MAX_BODY_SIZE} and the like. */
final class Environment {
    private static final String PREFIX = "EVENKEEL_";

    /** Read elsewhere: by the command line and by the start script. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("EVENKEEL_CONFIG", "EVENKEEL_REGISTRY", "EVENKEEL_TOKEN", "EVENKEEL_JAVA_OPTS");

    /**
     * What Kubernetes sets in every container for a Service whose name begins with {@code evenkeel}
     * (kubernetes.io, "Discovering services"); none of it is meant for us.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_.*)?|.*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");

    private final Map<String, String> variables;
    private final Set<String> known = new TreeSet<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** What is set for a key; a variable that is set to nothing counts as not set. */
    Optional<Value.Scalar> find(String path) {
        Optional<Value.Scalar> found = Optional.empty();
        for (String name : names(path)) {
            known.add(name);
            String text = variables.getOrDefault(name, "");
            if (found.isEmpty() && !text.isEmpty() && !isServiceLink(name, text)) {
                found = Optional.of(new Value.Scalar(text, false, null, Place.of(Place.Layer.ENVIRONMENT, name)));
            }
        }
        return found;
    }

    /** What one of the variables that are not only ours says. */
    Optional<Value> standard(String path) {
        return OtelVariables.find(path, variables);
    }

    /** Complains about variables that look like settings and are none. */
    void reportUnknown(Collection<String> paths, Problems problems) {
        List<String> preferred = new ArrayList<>();
        paths.forEach(path -> preferred.add(names(path).getFirst()));
        for (String name : new TreeSet<>(variables.keySet())) {
            boolean ours = name.startsWith(PREFIX) && !NOT_SETTINGS.contains(name);
            if (!ours || known.contains(name) || isServiceLink(name, variables.getOrDefault(name, ""))) {
                continue;
            }
            String hint = DidYouMean.nearest(name, preferred)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("unset it, or see docs/reference/configuration.md for the keys that there are");
            problems.add(Place.of(Place.Layer.ENVIRONMENT, name), "no setting has this variable, " + hint);
        }
    }

    /** {@code server.maxBodySize} is {@code EVENKEEL_SERVER_MAX_BODY_SIZE}, or without the inner underscores. */
    static List<String> names(String path) {
        String words =
                path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
        String flat = path.replace('.', '_').toUpperCase(Locale.ROOT);
        return words.equals(flat) ? List.of(PREFIX + words) : List.of(PREFIX + words, PREFIX + flat);
    }

    private static boolean isServiceLink(String name, String text) {
        return SERVICE_LINK.matcher(name).matches() || (name.endsWith("_PORT") && text.matches("(tcp|udp|sctp)://.*"));
    }
}
