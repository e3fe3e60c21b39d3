package dev.evenkeel.core.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What is known of an incident as the beginning of a postmortem, in Markdown; the rest is for people to write. */
public final class Postmortem {
    private Postmortem() {}

    /** @param now the end of what isn't over */
    public static String of(Incident incident, Instant now) {
        Instant end = Optional.ofNullable(incident.resolvedAt()).orElse(now);
        String place = incident.service() + (incident.environment() == null ? "" : " in " + incident.environment());
        var text = new StringBuilder();
        text.append("# Postmortem: ").append(incident.title()).append("\n\n");
        row(text, "Incident", incident.id());
        row(text, "Service", place);
        row(text, "Severity", incident.severity().toString());
        row(text, "Status", incident.status().toString());
        row(text, "First failure", incident.failingSince().toString());
        row(
                text,
                "Opened",
                incident.openedAt() + " (detected after " + span(incident.failingSince(), incident.openedAt()) + ")");
        Optional.ofNullable(incident.acknowledgedAt())
                .ifPresent(at -> row(text, "Acknowledged", at + " (after " + span(incident.openedAt(), at) + ")"));
        row(text, "Resolved", incident.resolvedAt() == null ? "not yet" : end.toString());
        row(text, "Lasted", span(incident.failingSince(), end));
        text.append("\n## What happened\n\n_In two or three sentences: what did users notice?_\n\n");
        text.append("## Suspected change\n\n").append(suspect(incident)).append("\n## Timeline (UTC)\n\n");
        for (Incident.Entry entry : incident.timeline()) {
            text.append("- ")
                    .append(entry.at())
                    .append(" **")
                    .append(entry.kind())
                    .append("** ");
            text.append(entry.text().replace("\n", "\n  "))
                    .append(" _(")
                    .append(entry.by())
                    .append(")_\n");
        }
        text.append("""

                ## Why it happened

                _Keep asking why; name conditions, not people._

                ## What went well, what did not, where we were lucky

                ## What we will change

                | what | who | by when |
                |---|---|---|
                | | | |
                """);
        return text.toString();
    }

    private static String suspect(Incident incident) {
        Suspect suspect = incident.suspect();
        if (suspect == null) {
            return incident.suspectDecided() ? "No deployment did it, a person said.\n" : "None.\n";
        }
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "Deployment %s, version %s: %s, confidence %.2f.\n\n",
                suspect.deploymentId(),
                suspect.version(),
                suspect.verdict(),
                suspect.confidence()));
        suspect.evidence().forEach(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("- ").append(name).append(": ").append(value).append('\n');
    }

    private static String span(Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        return span.toHours() > 0
                ? span.toHours() + " h " + span.toMinutesPart() + " min"
                : span.toMinutes() > 0
                        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
                        : span.toSeconds() + " s";
    }
}
