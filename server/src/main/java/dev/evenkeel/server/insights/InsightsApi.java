package dev.evenkeel.server.insights;

import dev.evenkeel.core.insight.Dora;
import dev.evenkeel.core.insight.DoraDefinition;
import dev.evenkeel.core.insight.FailureRate;
import dev.evenkeel.core.insight.Frequency;
import dev.evenkeel.core.insight.Latest;
import dev.evenkeel.core.insight.LeadTime;
import dev.evenkeel.core.insight.RangeTooLongException;
import dev.evenkeel.core.insight.Scope;
import dev.evenkeel.server.insights.InsightsTable.Snapshot;
import dev.evenkeel.server.insights.InsightsTable.Source;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations under {@code /insights}: reads the question, asks {@code core}, says what the answer rests on. */
public final class InsightsApi {
    private final InsightsTable table;
    private final KnownIncidents incidents;
    private final InstantSource clock;

    public InsightsApi(InsightsTable table, KnownIncidents incidents, InstantSource clock) {
        this.table = table;
        this.incidents = incidents;
        this.clock = clock;
    }

    public void register(Operations operations) {
        operations
                .on("frequency", this::frequency)
                .on("leadTime", this::leadTime)
                .on("failureRate", this::failureRate)
                .on("latest", this::latest)
                .on("dora", this::dora);
    }

    /** What every answer says about itself; {@code from} and {@code to} are null where they are open. */
    private record Answer<R>(
            String definition,
            @Nullable Instant from,
            @Nullable Instant to,
            String timezone,
            Instant asOf,
            Source source,
            List<R> rows) {}

    private record FrequencyAnswer(
            String definition,
            @Nullable Instant from,
            @Nullable Instant to,
            String timezone,
            Instant asOf,
            Source source,
            Frequency.Interval interval,
            List<Frequency.Row> rows) {}

    private Response frequency(Request request) {
        Question question = Question.of(request);
        Frequency.Interval interval =
                request.query("interval").filter("day"::equals).isPresent()
                        ? Frequency.Interval.DAY
                        : Frequency.Interval.WEEK;
        Snapshot snapshot = snapshot();
        Instant asOf = clock.instant();
        Frequency.Result result = compute(snapshot, question, interval, asOf);
        return Response.json(
                200,
                new FrequencyAnswer(
                        Frequency.DEFINITION,
                        result.from(),
                        result.to(),
                        question.zone().getId(),
                        asOf,
                        snapshot.source(),
                        interval,
                        result.rows()));
    }

    private static Frequency.Result compute(
            Snapshot snapshot, Question question, Frequency.Interval interval, Instant asOf) {
        try {
            return Frequency.compute(snapshot.table(), question.scope(), interval, question.zone(), asOf);
        } catch (RangeTooLongException e) {
            throw ProblemException.badRequest("/from", String.valueOf(e.getMessage()));
        }
    }

    private Response leadTime(Request request) {
        return answer(request, LeadTime.DEFINITION, (snapshot, scope) -> LeadTime.compute(snapshot.table(), scope));
    }

    private Response failureRate(Request request) {
        return answer(
                request, FailureRate.DEFINITION, (snapshot, scope) -> FailureRate.compute(snapshot.table(), scope));
    }

    private Response latest(Request request) {
        return answer(request, Latest.DEFINITION, (snapshot, scope) -> Latest.compute(snapshot.table(), scope));
    }

    /** By one definition, or by all of them. */
    private record DoraAnswer(
            @Nullable Instant from,
            @Nullable Instant to,
            String timezone,
            Instant asOf,
            Source source,
            KnownIncidents.Source incidents,
            List<DoraResult> results) {}

    private record DoraResult(DoraDefinition definition, List<Dora.Row> rows) {}

    private Response dora(Request request) {
        Question question = Question.of(request);
        Snapshot snapshot = snapshot();
        KnownIncidents.Snapshot known = incidents.snapshot();
        Instant asOf = clock.instant();
        Scope scope = question.scope();
        String wanted = request.query("definition").orElse("evenkeel");
        List<DoraResult> results = Stream.of(DoraDefinition.values())
                .filter(definition -> wanted.equals("all") || wanted.equals(definition.toString()))
                .map(definition -> new DoraResult(
                        definition,
                        Dora.compute(snapshot.table(), known.incidents(), scope, definition, question.zone(), asOf)))
                .toList();
        return Response.json(
                200,
                new DoraAnswer(
                        scope.from(),
                        scope.to(),
                        question.zone().getId(),
                        asOf,
                        snapshot.source(),
                        known.source(),
                        results));
    }

    @FunctionalInterface
    private interface Computation<R> {
        List<R> rows(Snapshot snapshot, Scope scope);
    }

    private <R> Response answer(Request request, String definition, Computation<R> computation) {
        Question question = Question.of(request);
        Snapshot snapshot = snapshot();
        Scope scope = question.scope();
        return Response.json(
                200,
                new Answer<>(
                        definition,
                        scope.from(),
                        scope.to(),
                        question.zone().getId(),
                        clock.instant(),
                        snapshot.source(),
                        computation.rows(snapshot, scope)));
    }

    private Snapshot snapshot() {
        Snapshot snapshot = table.snapshot();
        if (snapshot != null) {
            return snapshot;
        }
        String failure = table.failure();
        throw new ProblemException(
                503,
                "Nothing known yet",
                failure == null
                        ? "The deployments are still being read from " + table.source() + "; ask again in a moment."
                        : "The registry has not been reached since this process started: " + failure + ".",
                List.of(),
                Map.of("Retry-After", "1"),
                Map.of());
    }
}
