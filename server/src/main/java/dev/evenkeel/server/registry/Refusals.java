package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.IllegalStepException;
import dev.evenkeel.core.deployment.InvalidDeploymentException;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** How the registry refuses: the rules of {@code core} as answers. */
final class Refusals {
    private Refusals() {}

    /** What the rules accept, or the problem that says why they don't. */
    static <T> T byRules(Supplier<T> rules) {
        try {
            return rules.get();
        } catch (InvalidDeploymentException e) {
            throw invalid(e.violations());
        } catch (IllegalStepException e) {
            throw new ProblemException(
                    409,
                    "Illegal status step",
                    e.getMessage() + ".",
                    List.of(new Violation("/status", "can't follow " + e.from())),
                    Map.of(),
                    Map.of("legal", e.from().next().stream().map(Status::label).toList()));
        }
    }

    static ProblemException invalid(List<Violation> violations) {
        String detail = violations.stream()
                .map(v -> (v.pointer().isEmpty() ? "body" : v.pointer().substring(1)) + ": " + v.message())
                .collect(Collectors.joining("; "));
        return new ProblemException(400, "Bad request", detail, violations, Map.of(), Map.of());
    }

    static ProblemException unknown(String id) {
        return new ProblemException(
                404,
                "Not found",
                "There is no deployment with the id '" + id + "'.",
                List.of(new Violation("/id", "must be that of a deployment")),
                Map.of(),
                Map.of());
    }
}
