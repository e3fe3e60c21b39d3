package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Backoff;
import dev.evenkeel.core.resilience.RateLimit;
import dev.evenkeel.core.resilience.RetryPolicy;
import dev.evenkeel.server.config.MatchConfig;
import dev.evenkeel.server.config.RouteConfig;
import dev.evenkeel.server.config.Secret;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Output;
import io.netty.util.NetUtil;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One route at work: what it matches, where it leads, and the rules on the way. Shared among event loops. */
final class Route implements AutoCloseable {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]+");
    private static final int MAX_RATE_KEYS = 100_000;
    private static final long MAX_RESERVE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final RouteConfig config;
    private final PathPattern pattern;
    private final @Nullable PathTemplate template;
    private final Upstream upstream;
    private final RouteMetrics metrics;
    private final AccessLog accessLog;
    private final RetryPolicy retryPolicy;
    private final @Nullable RateLimit<String> rateLimit;
    private final @Nullable ResponseCache cache;
    private final long stallNanos;
    private final long deadlineNanos;
    private final long tryNanos;
    private final List<Map.Entry<String, Secret>> headers;

    Route(RouteConfig config, Upstream upstream, RouteMetrics metrics, AccessLog accessLog, long stallNanos) {
        this.config = config;
        this.pattern = new PathPattern(config.match().path());
        String path = config.upstream().path();
        this.template = path == null ? null : new PathTemplate(path, pattern);
        this.upstream = upstream;
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.cache = config.cache() == null ? null : new ResponseCache(config.cache());
        this.stallNanos = stallNanos;
        this.deadlineNanos = answerWithin(config.deadline().toNanos());
        this.tryNanos = config.tryTimeout().toNanos();
        this.retryPolicy = new RetryPolicy(
                config.retry().attempts(),
                new Backoff(
                        config.retry().backoffBase().toNanos(),
                        config.retry().backoffCap().toNanos()));
        double rate = config.limits().requestsPerSecond();
        this.rateLimit = rate > 0
                ? new RateLimit<>(
                        new RateLimit.Settings(rate, config.limits().burst(), MAX_RATE_KEYS), System::nanoTime)
                : null;
        this.headers = List.copyOf(config.upstream().headers().entrySet());
    }

    /** An answer that comes because the time is up has to be there by then: timers are a little late, and so is the wire. */
    private static long answerWithin(long deadlineNanos) {
        return deadlineNanos - Math.min(deadlineNanos / 20, MAX_RESERVE_NANOS);
    }

    RouteConfig config() {
        return config;
    }

    String name() {
        return config.name();
    }

    Upstream upstream() {
        return upstream;
    }

    RouteMetrics metrics() {
        return metrics;
    }

    AccessLog accessLog() {
        return accessLog;
    }

    RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    @Nullable
    RateLimit<String> rateLimit() {
        return rateLimit;
    }

    /** Null when answers aren't cached. */
    @Nullable
    ResponseCache cache() {
        return cache;
    }

    /** How long an answer may stand still. */
    long stallNanos() {
        return stallNanos;
    }

    /** A little less than the route's deadline, so that the answer that it brings about is in time. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    long tryNanos() {
        return tryNanos;
    }

    boolean takesHost(String host) {
        return config.match().hosts().isEmpty() || config.match().hosts().contains(host);
    }

    boolean takesMethod(String method) {
        return config.match().methods().isEmpty() || config.match().methods().contains(method);
    }

    String @Nullable [] matchPath(String path) {
        return pattern.match(path);
    }

    /** Which parameter isn't what the route asks for, as a sentence; null when all are. */
    @Nullable
    String objection(String[] captured) {
        for (Map.Entry<String, MatchConfig.Constraint> entry :
                new TreeMap<>(config.match().where()).entrySet()) {
            int index = pattern.indexOf(entry.getKey());
            if (index >= 0 && !meets(entry.getValue(), captured[index])) {
                return "The parameter " + entry.getKey() + " of the path must be "
                        + switch (entry.getValue()) {
                            case IP_ADDRESS -> "an IP address, as in 192.0.2.1 or 2001:db8::1.";
                            case INTEGER -> "a whole number.";
                            case UUID -> "a UUID.";
                            case WORD -> "made of letters, digits, _ and -.";
                        };
            }
        }
        return null;
    }

    private static boolean meets(MatchConfig.Constraint constraint, String raw) {
        String value = raw;
        if (raw.indexOf('%') >= 0) {
            try {
                value = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return switch (constraint) {
            case IP_ADDRESS ->
                NetUtil.isValidIpV4Address(value)
                        || (value.indexOf('%') < 0 && value.indexOf('[') < 0 && NetUtil.isValidIpV6Address(value));
            case INTEGER -> INTEGER.matcher(value).matches();
            case UUID -> UUID.matcher(value).matches();
            case WORD -> WORD.matcher(value).matches();
        };
    }

    /** What is asked of the upstream, without the endpoint's base path. */
    String target(String target, String[] captured) {
        if (template == null) {
            return target;
        }
        int query = target.indexOf('?');
        String path = template.fill(captured);
        return query < 0 ? path : path + target.substring(query);
    }

    /** Whether the route sets this field itself, whatever the caller sent. */
    boolean setsHeader(Fields fields, int i) {
        for (int k = 0; k < headers.size(); k++) {
            if (fields.named(i, headers.get(k).getKey())) {
                return true;
            }
        }
        return false;
    }

    void writeHeaders(Output out) {
        for (Map.Entry<String, Secret> header : headers) {
            out.field(header.getKey(), header.getValue().value());
        }
    }

    @Override
    public void close() {
        upstream.close();
    }
}
