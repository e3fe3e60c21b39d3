package dev.evenkeel.server.monitor;

import dev.evenkeel.server.monitor.store.Batch;
import dev.evenkeel.server.monitor.store.History;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Over HTTP: single results of a check, its uptime, and that as a picture. */
final class ResultsApi {
    private static final Map<String, Duration> WINDOWS = windows();

    private final History history;
    private final Predicate<String> runs;
    private final InstantSource clock;

    /** @param runs whether there is such a check now */
    ResultsApi(History history, Predicate<String> runs, InstantSource clock) {
        this.history = history;
        this.runs = runs;
        this.clock = clock;
    }

    private static Map<String, Duration> windows() {
        var windows = new LinkedHashMap<String, Duration>();
        windows.put("1h", Duration.ofHours(1));
        windows.put("24h", Duration.ofHours(24));
        windows.put("7d", Duration.ofDays(7));
        windows.put("30d", Duration.ofDays(30));
        windows.put("90d", Duration.ofDays(90));
        return windows;
    }

    void register(Operations operations) {
        operations
                .on("checkResults", this::results)
                .on("checkUptime", this::uptime)
                .on("checkBadge", this::badge);
    }

    /**
     * The check in the path: one that runs, or one that ran once.
     *
     * @throws ProblemException when there has never been one of that name
     */
    private String check(Request request) throws IOException {
        String name = request.path("name");
        if (!runs.test(name) && !history.knows(Batch.checkSeries(name))) {
            throw ProblemException.notFound("there is no check '" + name
                    + "', and nothing is kept of one; GET /api/checks lists those there are");
        }
        return name;
    }

    private Response results(Request request) throws IOException {
        String check = check(request);
        Instant now = clock.instant();
        Instant from = time(request, "from", Instant.EPOCH);
        Instant to = time(request, "to", now.plusSeconds(3600));
        int limit = request.queryInt("limit").orElse(100);
        return Response.json(200, history.runs(check, from, to, limit));
    }

    private Response uptime(Request request) throws IOException {
        String check = check(request);
        Instant now = clock.instant();
        Map<String, Uptime> answer = new LinkedHashMap<>();
        for (Map.Entry<String, Duration> window : WINDOWS.entrySet()) {
            answer.put(window.getKey(), uptime(check, now.minus(window.getValue()), now));
        }
        return Response.json(200, answer);
    }

    private Uptime uptime(String check, Instant from, Instant to) throws IOException {
        // From the next whole minute, so that no minute counts that lies partly before the window.
        Instant first = Instant.ofEpochSecond(Math.ceilDiv(from.getEpochSecond(), 60) * 60);
        return Uptime.of(from, to, history.stretches(Batch.checkSeries(check), first, to));
    }

    private Response badge(Request request) throws IOException {
        String window = request.query("window").orElse("24h");
        Duration length = WINDOWS.get(window);
        if (length == null) {
            throw ProblemException.badRequest("/window", "write one of " + String.join(", ", WINDOWS.keySet()));
        }
        String name = check(request);
        Instant now = clock.instant();
        String label = request.query("label").orElse(name + " " + window);
        String svg = Badge.uptime(label, uptime(name, now.minus(length), now).share());
        return Response.text(200, "image/svg+xml; charset=utf-8", svg).withHeader("Cache-Control", "max-age=30");
    }

    private static Instant time(Request request, String name, Instant fallback) {
        String text = request.query(name).orElse(null);
        if (text == null) {
            return fallback;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(
                    "/" + name, "'" + text + "' is no time; write it as in 2026-01-31T13:00:00Z");
        }
    }
}
