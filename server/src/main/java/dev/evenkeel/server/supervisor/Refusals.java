package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.platform.http.ProblemException;
import java.util.List;
import java.util.Map;

/** What callers are told when the supervisor doesn't do what they ask for. */
final class Refusals {
    private Refusals() {}

    static ProblemException conflict(String detail) {
        return new ProblemException(409, "Not possible now", detail);
    }

    static ProblemException notFound(String detail) {
        return ProblemException.notFound(detail);
    }

    static ProblemException unknownApp(String name) {
        return notFound("There is no application " + name + " here.");
    }

    static ProblemException invalid(ConfigException e) {
        return new ProblemException(
                422,
                "Application refused",
                String.join("; ", e.messages()),
                e.messages().stream().map(Refusals::violation).toList(),
                Map.of(),
                Map.of());
    }

    /** From {@code probes.startup.path: begins …} to a pointer and the rest. */
    private static Violation violation(String message) {
        int colon = message.indexOf(": ");
        boolean keyed = colon > 0 && message.substring(0, colon).matches("[A-Za-z0-9.\\[\\]]+");
        return keyed
                ? new Violation("/" + message.substring(0, colon).replace('.', '/'), message.substring(colon + 2))
                : new Violation("", message);
    }

    static ProblemException unavailable(List<String> why) {
        return new ProblemException(503, "Not available", String.join("; ", why));
    }
}
