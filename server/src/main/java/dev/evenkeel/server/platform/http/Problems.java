package dev.evenkeel.server.platform.http;

import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps every exception to its answer; the only place that does. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_SOON = "5";

    private Problems() {}

    /** The answer to a request whose handling ended with this exception. */
    static Response answer(Throwable thrown, String requestId) {
        return answer(problem(thrown, requestId), requestId);
    }

    /** The answer that a problem describes (RFC 9457). */
    static Response answer(ProblemException problem, String requestId) {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", "urn:evenkeel:problem:" + slug(problem.title()));
        members.put("title", problem.title());
        members.put("status", problem.status());
        members.put("detail", String.valueOf(problem.getMessage()));
        members.put("instance", "urn:evenkeel:request:" + URLEncoder.encode(requestId, StandardCharsets.UTF_8));
        if (!problem.errors().isEmpty()) {
            members.put("errors", problem.errors());
        }
        problem.extensions().forEach(members::putIfAbsent);
        Response response = Response.bytes(problem.status(), "application/problem+json", Json.bytes(members));
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    /** 400 that names every field that is wrong. */
    static ProblemException badRequest(List<Violation> errors) {
        String detail = errors.stream()
                .limit(5)
                .map(error ->
                        (error.pointer().isEmpty() ? "body" : error.pointer().substring(1)) + ": " + error.message())
                .collect(Collectors.joining("; "));
        String more = errors.size() > 5 ? "; and " + (errors.size() - 5) + " more" : "";
        return new ProblemException(400, "Bad request", detail + more, errors, Map.of(), Map.of());
    }

    /** 503 for a server that has too much to do. */
    static ProblemException overloaded(String detail) {
        return new ProblemException(503, "Overloaded", detail, List.of(), Map.of("Retry-After", "1"), Map.of());
    }

    private static ProblemException problem(Throwable thrown, String requestId) {
        return switch (thrown) {
            case ProblemException problem -> problem;
            case DeploymentStore.DuplicateException e ->
                new ProblemException(
                        409,
                        "Conflict",
                        e.getMessage() + ".",
                        List.of(new Violation("/" + e.field(), "is taken by another record")),
                        Map.of(),
                        Map.of());
            case DeploymentStore.StoreFullException e -> {
                LOG.error("no room to write", e);
                yield new ProblemException(
                        507,
                        "Insufficient storage",
                        e.getMessage() + ". Nothing was changed; make room and try again.");
            }
            case DeploymentFeed.UnknownCursorException e ->
                new ProblemException(410, "Gone", e.getMessage() + ". Start again without a cursor.");
            case ZipException e -> ProblemException.badRequest("", "the body isn't valid gzip: " + e.getMessage());
            case UncheckedIOException e -> problem(Objects.requireNonNull(e.getCause()), requestId);
            case ClientGoneException e -> new ProblemException(400, "Client gone", e.getMessage() + ".");
            case IOException e -> {
                LOG.warn("a dependency can't be reached", e);
                yield unavailable("A dependency can't be reached: " + e.getMessage());
            }
            case InterruptedException e -> unavailable("The server is shutting down.");
            default -> {
                LOG.error("unexpected", thrown);
                yield new ProblemException(
                        500,
                        "Internal server error",
                        "This is a mistake of the server. Its log has the cause under request id " + requestId + ".");
            }
        };
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(
                503, "Service unavailable", detail, List.of(), Map.of("Retry-After", RETRY_SOON), Map.of());
    }

    /** Text of the caller's, short and without control characters, so that it can be shown back. */
    static String printable(String text) {
        String shortened = text.codePointCount(0, text.length()) <= 100
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 100)) + '…';
        return shortened.replaceAll("\\p{Cntrl}", "?");
    }

    private static String slug(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
