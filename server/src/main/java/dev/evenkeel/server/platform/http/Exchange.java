package dev.evenkeel.server.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.contract.Operation;
import dev.evenkeel.server.platform.contract.Operation.BodyRule;
import dev.evenkeel.server.platform.contract.Schema;
import dev.evenkeel.server.platform.telemetry.TraceContext;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One request from its head to the end of its answer; runs on a virtual thread of its own. */
final class Exchange implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<name>[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d{0,5})?");

    private final HttpServerRequest http;
    private final Api api;
    private final Answering answering;
    private final @Nullable BodyStream body;
    private final String requestId;
    private final TraceContext trace;
    private final Recorder recorder;
    private @Nullable Operation operation;

    /** What exchanges share: the routes, what answers them and who may ask. */
    record Api(RouteTable routes, Map<String, Handler> handlers, Authorizer authorizer, int maxBodyBytes) {}

    /** Takes note of an answered request. */
    @FunctionalInterface
    interface Recorder {
        /** @param operation null when there was none */
        void answered(@Nullable Operation operation, int status, @Nullable Throwable failure);
    }

    Exchange(
            HttpServerRequest http,
            Api api,
            Answering answering,
            @Nullable BodyStream body,
            String requestId,
            TraceContext trace,
            Recorder recorder) {
        this.http = http;
        this.api = api;
        this.answering = answering;
        this.body = body;
        this.requestId = requestId;
        this.trace = trace;
        this.recorder = recorder;
    }

    @Override
    public void run() {
        // Never removed: the thread ends with the request.
        MDC.put("requestId", requestId);
        MDC.put("traceId", trace.traceId());
        trace.run(this::answer);
    }

    private void answer() {
        Response response;
        try {
            response = handle();
        } catch (Throwable t) {
            response = Problems.answer(t, requestId);
        }
        Throwable failure = null;
        try {
            response = send(response);
        } catch (Answering.StreamFailure e) {
            failure = e.getCause();
        }
        recorder.answered(operation, response.status(), failure);
    }

    private Response send(Response response) throws Answering.StreamFailure {
        try {
            answering.send(response);
            return response;
        } catch (Answering.StreamFailure e) {
            throw e;
        } catch (Throwable t) {
            Response instead = Problems.answer(t, requestId);
            try {
                answering.send(instead);
            } catch (IOException e) {
                LOG.debug("the answer can't be sent", e);
            }
            return instead;
        }
    }

    private Response handle() throws Exception {
        String path = Optional.ofNullable(http.path()).orElse("");
        String method = http.method().name();
        String baseUrl = "http://" + authority();
        RouteTable.Match match = api.routes().find(path).orElse(null);
        Operation found = match == null ? null : match.operation(method).orElse(null);
        operation = found;
        Request.Caller caller = authorize(found, method, baseUrl);
        if (path.equals("*") && method.equals("OPTIONS")) {
            return Response.empty(204);
        }
        if (match == null) {
            throw ProblemException.notFound(
                    "Nothing is at " + Problems.printable(path) + "; see /docs for what there is.");
        }
        if (method.equals("OPTIONS")) {
            return Response.empty(204).withHeader("Allow", match.allow());
        }
        if (found == null) {
            throw new ProblemException(
                    405,
                    "Method not allowed",
                    method + " isn't possible at " + Problems.printable(path) + "; " + match.allow() + " are.",
                    List.of(),
                    Map.of("Allow", match.allow()),
                    Map.of());
        }
        Handler handler = api.handlers().get(found.id());
        if (handler == null) {
            throw notHere(found);
        }
        return handler.handle(request(found, match, method, baseUrl, caller));
    }

    private Request.Caller authorize(@Nullable Operation found, String method, String baseUrl) throws IOException {
        String authority = baseUrl.substring("http://".length());
        String host = authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return api.authorizer()
                .authorize(new Authorizer.Attempt(
                        found == null ? null : found.scope(),
                        method,
                        host,
                        baseUrl,
                        http.getHeader("Origin"),
                        http.getHeader("Authorization")));
    }

    private Request request(
            Operation found, RouteTable.Match match, String method, String baseUrl, Request.Caller caller)
            throws IOException {
        Map<String, String> query = RequestChecker.parameters(found, match.parameters(), http.query(), http::getHeader);
        JsonNode json = null;
        BodyRule rule = found.body();
        if (rule != null) {
            json = body(rule);
        }
        return new Request(
                found.id(),
                method,
                http.uri(),
                baseUrl,
                match.parameters(),
                query,
                headers(),
                json,
                rule != null && rule.streamed() ? body : null,
                caller,
                requestId);
    }

    private @Nullable JsonNode body(BodyRule rule) throws IOException {
        if (body == null) {
            if (rule.required()) {
                throw ProblemException.badRequest(
                        "",
                        "a body is required: "
                                + String.join(" or ", rule.schemas().keySet()));
            }
            return null;
        }
        Schema schema =
                RequestChecker.bodySchema(rule, http.getHeader("Content-Type"), http.getHeader("Content-Encoding"));
        return rule.streamed() ? null : RequestChecker.body(body.readAll(api.maxBodyBytes()), schema);
    }

    /** The host as the caller names it; it comes back in links. */
    private String authority() {
        List<String> hosts = http.headers().getAll("Host");
        if (hosts.isEmpty() && http.version() == io.vertx.core.http.HttpVersion.HTTP_1_0) {
            return http.localAddress().hostAddress() + ":" + http.localAddress().port();
        }
        if (hosts.size() != 1 || !AUTHORITY.matcher(hosts.getFirst()).matches()) {
            throw ProblemException.badRequest("/Host", "must be sent once and name this server");
        }
        return hosts.getFirst();
    }

    private Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        http.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    private static ProblemException notHere(Operation operation) {
        String detail = operation.role() == null
                ? operation.id() + " isn't served here."
                : "The role '" + operation.role() + "' doesn't run here; start it with --roles " + operation.role()
                        + " or ask the server that has it.";
        return new ProblemException(404, "Role not running", detail);
    }
}
