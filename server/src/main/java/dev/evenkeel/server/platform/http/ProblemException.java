package dev.evenkeel.server.platform.http;

import dev.evenkeel.core.deployment.Violation;
import java.util.List;
import java.util.Map;

/**
 * An error with its answer (RFC 9457). Features throw it where no exception of {@code core} says what happened;
 * {@link Problems} turns both into {@code application/problem+json}.
 */
public final class ProblemException extends RuntimeException {
    private final int status;
    private final String title;
    private final List<Violation> errors;
    private final Map<String, String> headers;
    private final Map<String, Object> extensions;

    public ProblemException(int status, String title, String detail) {
        this(status, title, detail, List.of(), Map.of(), Map.of());
    }

    /**
     * @param status 400 to 599
     * @param title the kind of problem, the same each time
     * @param detail what happened this time and what would be right
     * @param errors the fields that are wrong
     * @param headers sent with the answer, as in {@code Retry-After}
     * @param extensions further members of the problem
     */
    public ProblemException(
            int status,
            String title,
            String detail,
            List<Violation> errors,
            Map<String, String> headers,
            Map<String, Object> extensions) {
        super(detail);
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
        this.extensions = Map.copyOf(extensions);
    }

    /** 400 for one parameter or field; the pointer of the whole body is empty. */
    public static ProblemException badRequest(String pointer, String message) {
        return Problems.badRequest(List.of(new Violation(pointer, message)));
    }

    /** 400 for several. */
    public static ProblemException badRequest(List<Violation> errors) {
        return Problems.badRequest(errors);
    }

    public static ProblemException notFound(String what) {
        return new ProblemException(404, "Not found", what);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public List<Violation> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Map<String, Object> extensions() {
        return extensions;
    }
}
