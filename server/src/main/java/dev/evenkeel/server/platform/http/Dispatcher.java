package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.contract.Operation;
import dev.evenkeel.server.platform.telemetry.HttpServerSpan;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.platform.telemetry.TraceContext;
import dev.evenkeel.server.platform.telemetry.Traces;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests from the event loop to their threads, within the limits on connections and work in flight. */
final class Dispatcher implements Answering.Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_REQUEST_ID = 128;
    /** The Date header as RFC 9110 section 5.6.7 wants it. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final ServerSettings settings;
    private final Exchange.Api api;
    private final ConnectionGuard guard;
    private final Executor threads;
    private final AccessLog accessLog;
    private final Traces traces;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean closing;
    private long dateSecond = Long.MIN_VALUE;
    private String date = "";

    Dispatcher(
            Vertx vertx,
            ServerSettings settings,
            Exchange.Api api,
            ConnectionGuard guard,
            Executor threads,
            Metrics metrics,
            Traces traces,
            InstantSource clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.settings = settings;
        this.api = api;
        this.guard = guard;
        this.threads = threads;
        this.accessLog = new AccessLog(metrics);
        this.traces = traces;
        this.clock = clock;
        this.random = random;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** From now on connections are closed after their answers. */
    void startClosing() {
        closing = true;
    }

    /** A request with a proper head. */
    void handle(HttpServerRequest http) {
        guard.began(http);
        long started = System.nanoTime();
        Context context = vertx.getOrCreateContext();
        BodyStream body = hasBody(http) ? new BodyStream(http, context, settings.bodyTimeout()) : null;
        String requestId = requestId(http.getHeader("X-Request-Id"));
        Optional<HttpServerSpan> span = HttpServerSpan.begin(traces, () -> head(http));
        TraceContext trace = span.map(begun -> begun.span().context())
                .orElseGet(() ->
                        TraceContext.continued(http.getHeader("traceparent"), http.getHeader("tracestate"), random));
        var answering = new Answering(http, context, this, body, headers(requestId, trace));
        if (guard.isRefused(http.connection())) {
            span.ifPresent(begun -> begun.end(503));
            refuse(http, answering, requestId, started, "Too many connections are open; try again soon.");
            return;
        }
        if (inFlight.incrementAndGet() > settings.maxInFlight()) {
            inFlight.decrementAndGet();
            span.ifPresent(begun -> begun.end(503));
            refuse(http, answering, requestId, started, "Too many requests are being answered; try again soon.");
            return;
        }
        Exchange.Recorder recorder = (operation, status, failure) -> {
            inFlight.decrementAndGet();
            accessLog.answered(http, operation, status, System.nanoTime() - started, failure);
            span.ifPresent(begun -> end(begun, operation, status, requestId));
        };
        var exchange = new Exchange(http, api, answering, body, requestId, trace, recorder);
        if (http.response().writeQueueFull()) {
            // The caller sends requests without reading answers.
            http.response().drainHandler(_ -> threads.execute(exchange));
        } else {
            threads.execute(exchange);
        }
    }

    private static HttpServerSpan.Head head(HttpServerRequest http) {
        String version = switch (http.version()) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
        return new HttpServerSpan.Head(
                http.method().name(),
                String.valueOf(http.path()),
                "http",
                Optional.ofNullable(http.getHeader("Host")).orElse(""),
                version,
                http.remoteAddress().hostAddress(),
                http.getHeader("traceparent"),
                http.getHeader("tracestate"));
    }

    private static void end(HttpServerSpan span, @Nullable Operation operation, int status, String requestId) {
        if (operation != null) {
            span.route(operation.path());
        }
        span.span().set("evenkeel.request_id", requestId);
        span.end(status);
    }

    /** What isn't HTTP, or too much of it. */
    void refuse(HttpServerRequest http) {
        guard.began(http);
        String requestId = requestId(null);
        Throwable cause = http.decoderResult().cause();
        ProblemException problem = malformed(cause);
        var answering = new Answering(
                http, vertx.getOrCreateContext(), this, null, headers(requestId, TraceContext.started(random)));
        send(answering, problem, requestId);
        accessLog.answered(http, null, problem.status(), 0, null);
    }

    private void refuse(HttpServerRequest http, Answering answering, String requestId, long started, String detail) {
        send(answering, Problems.overloaded(detail), requestId);
        accessLog.answered(http, null, 503, System.nanoTime() - started, null);
    }

    private static void send(Answering answering, ProblemException problem, String requestId) {
        try {
            answering.send(Problems.answer(problem, requestId));
        } catch (IOException e) {
            LOG.debug("a refusal can't be sent", e);
        }
    }

    private ProblemException malformed(@Nullable Throwable cause) {
        int limit = settings.maxHeaderBytes();
        if (cause instanceof TooLongHttpLineException) {
            return new ProblemException(
                    414, "URI too long", "The first line of the request has more than " + limit + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new ProblemException(
                    431,
                    "Request header fields too large",
                    "The headers of the request have more than " + limit + " bytes.");
        }
        String reason = cause == null ? "" : ": " + Problems.printable(String.valueOf(cause.getMessage()));
        return new ProblemException(400, "Bad request", "This isn't HTTP as RFC 9112 defines it" + reason + ".");
    }

    private Map<String, String> headers(String requestId, TraceContext trace) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-Request-Id", requestId);
        headers.put("traceparent", trace.traceparent());
        return headers;
    }

    private String requestId(@Nullable String sent) {
        if (sent != null
                && !sent.isEmpty()
                && sent.length() <= MAX_REQUEST_ID
                && sent.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return sent;
        }
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    private static boolean hasBody(HttpServerRequest http) {
        String length = http.getHeader("Content-Length");
        return http.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    @Override
    public Duration writeTimeout() {
        return settings.writeTimeout();
    }

    @Override
    public boolean isClosing(HttpServerRequest http) {
        return closing || guard.isRefused(http.connection());
    }

    @Override
    public void answered(HttpServerRequest http) {
        guard.finished(http);
    }

    @Override
    public String date() {
        Instant now = clock.instant();
        if (now.getEpochSecond() != dateSecond) {
            dateSecond = now.getEpochSecond();
            date = DATE.format(now);
        }
        return date;
    }

    @Override
    public void later(long millis, Runnable task) {
        vertx.setTimer(millis, _ -> task.run());
    }
}
