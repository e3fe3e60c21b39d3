package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/checks}: what is checked, and what is known of it now. */
public final class ChecksApi {
    private static final double NANOS = 1e9;

    private final Monitor monitor;

    public ChecksApi(Monitor monitor) {
        this.monitor = monitor;
    }

    public void register(Operations operations) {
        operations.on("listChecks", this::list);
    }

    private record View(
            String name,
            String kind,
            String target,
            @Nullable String service,
            @Nullable String environment,
            String origin,
            double intervalSeconds,
            double timeoutSeconds,
            int failureThreshold,
            int successThreshold,
            List<String> conditions,
            String state,
            @Nullable Instant since,
            int consecutiveSuccesses,
            int consecutiveFailures,
            long runs,
            long missed,
            @Nullable LastView last) {}

    private record LastView(
            long slot,
            Instant intendedStart,
            Instant start,
            Instant end,
            String verdict,
            @Nullable String cause,
            @Nullable String error,
            @Nullable Integer status,
            @Nullable String address,
            double latencySeconds,
            double lagSeconds,
            TimingsView timings,
            @Nullable Instant certificateExpiry,
            @Nullable String maintenance,
            String traceId) {}

    private record TimingsView(
            @Nullable Double dnsSeconds,
            @Nullable Double connectSeconds,
            @Nullable Double tlsSeconds,
            @Nullable Double firstByteSeconds,
            @Nullable Double transferSeconds) {}

    private Response list(Request request) {
        String service = request.query("service").orElse(null);
        String environment = request.query("environment").orElse(null);
        List<View> views = monitor.checks().stream()
                .filter(check -> service == null || service.equals(check.check().service()))
                .filter(check ->
                        environment == null || environment.equals(check.check().environment()))
                .sorted(Comparator.comparing(check -> check.check().name()))
                .map(ChecksApi::view)
                .toList();
        return Response.json(200, views);
    }

    private static View view(ScheduledCheck scheduled) {
        Check check = scheduled.check();
        ScheduledCheck.Latest latest = scheduled.latest();
        Result result = latest.result();
        return new View(
                check.name(),
                check.kind(),
                check.target(),
                check.service(),
                check.environment(),
                check.origin(),
                seconds(check.interval()),
                seconds(check.timeout()),
                check.flapControl().failureThreshold(),
                check.flapControl().successThreshold(),
                check.conditions().stream().map(Condition::toString).toList(),
                latest.streak().state().label(),
                latest.streak().since(),
                latest.streak().successes(),
                latest.streak().failures(),
                latest.runs(),
                latest.missed(),
                result == null ? null : last(result));
    }

    private static LastView last(Result result) {
        Timings timings = result.timings();
        return new LastView(
                result.slot(),
                result.intendedStart(),
                result.start(),
                result.end(),
                result.verdict().name().toLowerCase(Locale.ROOT),
                result.cause() == null ? null : result.cause().label(),
                result.error(),
                result.status(),
                result.address(),
                seconds(result.latency()),
                seconds(result.lag()),
                new TimingsView(
                        phase(timings.dns()),
                        phase(timings.connect()),
                        phase(timings.tls()),
                        phase(timings.firstByte()),
                        phase(timings.transfer())),
                result.certificateExpiry(),
                result.maintenance(),
                result.traceId());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    private static @Nullable Double phase(long nanos) {
        return nanos == Timings.NONE ? null : nanos / NANOS;
    }
}
