package dev.evenkeel.server.insights;

import dev.evenkeel.core.insight.Scope;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The parameters that all insights share: which deployments, and whose midnight. */
record Question(Scope scope, ZoneId zone) {

    /** @throws ProblemException 400 that names the parameter */
    static Question of(Request request) {
        ZoneId zone = zone(request.query("timezone").orElse("UTC"));
        Instant from = time(request, "from", zone);
        Instant to = time(request, "to", zone);
        if (from != null && to != null && !from.isBefore(to)) {
            throw ProblemException.badRequest("/from", "must be before 'to' (" + from + " is not before " + to + ")");
        }
        Scope scope = new Scope(
                request.query("service").orElse(null),
                request.query("environment").orElse(null),
                from,
                to);
        return new Question(scope, zone);
    }

    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw ProblemException.badRequest(
                    "/timezone", "'" + name + "' is no IANA time zone; one would be 'Europe/London' or 'UTC'");
        }
        return ZoneId.of(name);
    }

    private static @Nullable Instant time(Request request, String name, ZoneId zone) {
        String text = request.query(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(
                    "/" + name,
                    "'" + text
                            + "' is no time; write it as in 2025-01-31T13:00:00Z (a '+' in a URL is %2B), or a date as in 2025-01-31");
        }
    }
}
