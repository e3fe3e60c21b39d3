package dev.evenkeel.core.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something goes wrong with one service in one environment, from whatever causes there are.
 *
 * <p>A value; every step gives a new one with one more line in the timeline, or the same one when there was nothing to
 * do. Lines are never changed or taken away.
 *
 * @param environment null when it is unknown
 * @param severity the worst that any cause had
 * @param failingSince when the first failure was seen, no later than {@code openedAt}
 * @param openedAt when it was opened for the first time
 * @param resolvedAt when the last cause was over, burn rates beside others aside; null while it isn't resolved
 * @param causes what is wrong at the moment, by name
 * @param suspect null when nothing is suspected, or when a person said that no deployment did it
 * @param suspectDecided a person has spoken, and nothing that is seen later changes the suspect
 * @param revision 1 when opened, one more with each line of the timeline
 */
public record Incident(
        String id,
        String service,
        @Nullable String environment,
        String title,
        IncidentStatus status,
        IncidentSeverity severity,
        Instant failingSince,
        Instant openedAt,
        @Nullable Instant acknowledgedAt,
        @Nullable Instant resolvedAt,
        Map<String, Cause> causes,
        @Nullable Suspect suspect,
        boolean suspectDecided,
        List<Entry> timeline,
        long revision) {

    /** Who writes what no person did. */
    public static final String PROGRAM = "evenkeel";

    public Incident {
        causes = Map.copyOf(causes);
        timeline = List.copyOf(timeline);
    }

    /** One thing that is wrong. */
    public record Cause(String summary, IncidentSeverity severity, Instant since) {}

    /**
     * One line of the timeline.
     *
     * @param by a person's token, or {@link #PROGRAM}
     * @param text one sentence, or what a person wrote
     */
    public record Entry(Instant at, Kind kind, String by, String text) {}

    /** What a line of the timeline is about. */
    public enum Kind {
        OPENED,
        CAUSE_BEGAN,
        CAUSE_ENDED,
        SUSPECT,
        ACKNOWLEDGED,
        NOTE,
        RESOLVED,
        REOPENED;

        /** As in {@code "causeBegan"}. */
        @Override
        public String toString() {
            return switch (this) {
                case OPENED -> "opened";
                case CAUSE_BEGAN -> "causeBegan";
                case CAUSE_ENDED -> "causeEnded";
                case SUSPECT -> "suspect";
                case ACKNOWLEDGED -> "acknowledged";
                case NOTE -> "note";
                case RESOLVED -> "resolved";
                case REOPENED -> "reopened";
            };
        }
    }

    /** A new incident from its first cause. */
    static Incident opened(String id, Signal signal) {
        String title = signal.service() + ": " + signal.summary();
        var first = new Entry(signal.at(), Kind.OPENED, PROGRAM, describe(signal));
        return new Incident(
                id,
                signal.service(),
                signal.environment(),
                title,
                IncidentStatus.OPEN,
                signal.severity(),
                signal.since(),
                signal.at(),
                null,
                null,
                Map.of(signal.cause(), causeOf(signal)),
                null,
                false,
                List.of(first),
                1);
    }

    public boolean isResolved() {
        return status == IncidentStatus.RESOLVED;
    }

    /** Takes in what a signal says; an incident that is resolved reopens when something begins. */
    Incident with(Signal signal) {
        return signal.firing() ? withCause(signal) : withoutCause(signal);
    }

    private Incident withCause(Signal signal) {
        if (causes.containsKey(signal.cause())) {
            return this;
        }
        var more = new TreeMap<>(causes);
        more.put(signal.cause(), causeOf(signal));
        boolean again = isResolved();
        Entry entry = new Entry(signal.at(), again ? Kind.REOPENED : Kind.CAUSE_BEGAN, PROGRAM, describe(signal));
        return step(entry, next -> {
            next.causes = more;
            next.severity = severity.or(signal.severity());
            if (again) {
                next.status = acknowledgedAt == null ? IncidentStatus.OPEN : IncidentStatus.ACKNOWLEDGED;
                next.resolvedAt = null;
            } else if (signal.since().isBefore(failingSince)) {
                next.failingSince = signal.since();
            }
            return next;
        });
    }

    private Incident withoutCause(Signal signal) {
        Cause over = causes.get(signal.cause());
        if (over == null) {
            return this;
        }
        var fewer = new TreeMap<>(causes);
        fewer.remove(signal.cause());
        Entry entry =
                new Entry(signal.at(), Kind.CAUSE_ENDED, PROGRAM, signal.cause() + " is over: " + signal.summary());
        Incident next = step(entry, changed -> {
            changed.causes = fewer;
            return changed;
        });
        if (fewer.isEmpty()) {
            return next.resolve(signal.at(), PROGRAM, "all causes are over");
        }
        boolean past = fewer.keySet().stream().allMatch(Signal::looksBack) && !Signal.looksBack(signal.cause());
        return past
                ? next.resolve(
                        signal.at(),
                        PROGRAM,
                        "all is well again; the past still shows in " + String.join(", ", fewer.keySet()))
                : next;
    }

    /** Somebody looks after it. Nothing happens when it is resolved, or somebody does already. */
    public Incident acknowledge(Instant at, String by) {
        if (status != IncidentStatus.OPEN) {
            return this;
        }
        return step(new Entry(at, Kind.ACKNOWLEDGED, by, by + " looks after it"), next -> {
            next.status = IncidentStatus.ACKNOWLEDGED;
            next.acknowledgedAt = at;
            return next;
        });
    }

    /** Adds what somebody found out or did. */
    public Incident note(Instant at, String by, String text) {
        return step(new Entry(at, Kind.NOTE, by, text), next -> next);
    }

    /** It is over, also when a cause still says otherwise. Nothing happens when it was already. */
    public Incident resolve(Instant at, String by, String why) {
        if (isResolved()) {
            return this;
        }
        return step(new Entry(at, Kind.RESOLVED, by, why), next -> {
            next.status = IncidentStatus.RESOLVED;
            next.resolvedAt = at;
            next.causes = Map.of();
            return next;
        });
    }

    /** What the program suspects now; changes nothing after a person has spoken, or when it is the same. */
    public Incident suspecting(@Nullable Suspect found, Instant at) {
        if (suspectDecided || found == null || !isNews(found)) {
            return this;
        }
        String text = String.format(
                Locale.ROOT,
                "suspects deployment %s, version %s, with confidence %.2f: %s",
                found.deploymentId(),
                found.version(),
                found.confidence(),
                String.join("; ", found.evidence()));
        return step(new Entry(at, Kind.SUSPECT, PROGRAM, text), next -> {
            next.suspect = found;
            return next;
        });
    }

    /** Another deployment, or at least a tenth more or less sure: not a line for each check. */
    private boolean isNews(Suspect found) {
        return suspect == null
                || !suspect.deploymentId().equals(found.deploymentId())
                || Math.abs(suspect.confidence() - found.confidence()) >= 0.1;
    }

    /**
     * A person agrees with the suspect.
     *
     * @throws IllegalStateException when there is none
     */
    public Incident confirm(Instant at, String by, String why) {
        if (suspect == null) {
            throw new IllegalStateException("no deployment is suspected: name one with its id, or none");
        }
        var sure = new Suspect(
                suspect.deploymentId(), suspect.version(), 1, suspect.evidence(), Suspect.Verdict.CONFIRMED, by);
        String text = by + " confirms deployment " + suspect.deploymentId() + because(why);
        return decided(sure, new Entry(at, Kind.SUSPECT, by, text));
    }

    /** A person says that it was another deployment, or null for none. */
    public Incident overrule(@Nullable String deploymentId, String version, Instant at, String by, String why) {
        String before = suspect == null ? "nothing" : "deployment " + suspect.deploymentId();
        if (deploymentId == null) {
            String text = by + " says that no deployment did it, where " + before + " was suspected" + because(why);
            return decided(null, new Entry(at, Kind.SUSPECT, by, text));
        }
        String text = by + " names deployment " + deploymentId + ", where " + before + " was suspected" + because(why);
        var named = new Suspect(
                deploymentId, version, 1, List.of("named by " + by + because(why)), Suspect.Verdict.NAMED, by);
        return decided(named, new Entry(at, Kind.SUSPECT, by, text));
    }

    private Incident decided(@Nullable Suspect newSuspect, Entry entry) {
        return step(entry, next -> {
            next.suspect = newSuspect;
            next.suspectDecided = true;
            return next;
        });
    }

    private static String because(String why) {
        return why.isBlank() ? "" : ": " + why;
    }

    private static Cause causeOf(Signal signal) {
        return new Cause(signal.summary(), signal.severity(), signal.since());
    }

    private static String describe(Signal signal) {
        String trace = signal.traceId() == null ? "" : " (trace " + signal.traceId() + ")";
        return signal.cause() + " since " + signal.since() + ": " + signal.summary() + trace;
    }

    private Incident step(Entry entry, UnaryOperator<Next> change) {
        Next next = change.apply(new Next(this));
        var longer = new ArrayList<>(timeline);
        longer.add(entry);
        return new Incident(
                id,
                service,
                environment,
                title,
                next.status,
                next.severity,
                next.failingSince,
                openedAt,
                next.acknowledgedAt,
                next.resolvedAt,
                next.causes,
                next.suspect,
                next.suspectDecided,
                longer,
                revision + 1);
    }

    /** What a step may change. */
    private static final class Next {
        IncidentStatus status;
        IncidentSeverity severity;
        Instant failingSince;

        @Nullable
        Instant acknowledgedAt;

        @Nullable
        Instant resolvedAt;

        Map<String, Cause> causes;

        @Nullable
        Suspect suspect;

        boolean suspectDecided;

        Next(Incident from) {
            status = from.status;
            severity = from.severity;
            failingSince = from.failingSince;
            acknowledgedAt = from.acknowledgedAt;
            resolvedAt = from.resolvedAt;
            causes = from.causes;
            suspect = from.suspect;
            suspectDecided = from.suspectDecided;
        }
    }
}
