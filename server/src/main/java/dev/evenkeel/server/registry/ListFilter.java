package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.FieldLimits;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.json.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which deployments a request for the list means. */
final class ListFilter {
    private final Request request;
    private final List<Violation> violations = new ArrayList<>();

    private ListFilter(Request request) {
        this.request = request;
    }

    static DeploymentFilter of(Request request) {
        return new ListFilter(request).read();
    }

    private DeploymentFilter read() {
        Instant from = time("from");
        Instant to = time("to");
        if (from != null && to != null && from.isAfter(to)) {
            violations.add(new Violation("/from", "must not be after to, which is " + to));
            violations.add(new Violation("/to", "must not be before from, which is " + from));
        }
        var filter = new DeploymentFilter(
                request.query("serviceName").orElse(null),
                request.query("environment").orElse(null),
                status(),
                request.query("deployedBy").orElse(null),
                from,
                to);
        if (!violations.isEmpty()) {
            throw Refusals.invalid(violations);
        }
        return filter;
    }

    private @Nullable Status status() {
        String label = request.query("status").orElse(null);
        Status status = label == null ? null : Status.of(label).orElse(null);
        if (label != null && status == null) {
            violations.add(new Violation("/status", "must be one of " + Arrays.toString(Status.values())));
        }
        return status;
    }

    private @Nullable Instant time(String name) {
        String text = request.query(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            Instant time = Times.parse(text, ZoneOffset.UTC);
            if (!time.isBefore(FieldLimits.EARLIEST) && !time.isAfter(FieldLimits.LATEST)) {
                return time;
            }
            violations.add(new Violation("/" + name, "must be in the years 1970 to 9999"));
        } catch (DateTimeException e) {
            violations.add(new Violation("/" + name, "must be a time as in 2025-01-31T09:30:00Z or a date"));
        }
        return null;
    }
}
