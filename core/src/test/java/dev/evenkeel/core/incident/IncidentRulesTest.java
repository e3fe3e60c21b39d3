package dev.evenkeel.core.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evenkeel.core.incident.Incident.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncidentRulesTest {
    private static final IncidentRules RULES = new IncidentRules(Duration.ofMinutes(10));

    private int ids;

    private Incident apply(Incident newest, Signal signal) {
        return RULES.apply(newest, signal, null, this::nextId).orElseThrow();
    }

    private Incident opened(Signal signal) {
        return RULES.apply(null, signal, null, this::nextId).orElseThrow();
    }

    private String nextId() {
        return "incident-" + ++ids;
    }

    @Test
    void opensWithTheFirstCauseAndEndsWithTheLast() {
        Incident incident = opened(Signals.began("check:status", 100));
        assertThat(incident.status()).isEqualTo(IncidentStatus.OPEN);
        assertThat(incident.failingSince()).isEqualTo(Signals.after(98));
        assertThat(incident.title()).isEqualTo("checkout: status 500");

        incident = apply(incident, Signals.began("check:cart", 160));
        incident = apply(incident, Signals.over("check:status", 200));
        assertThat(incident.isResolved()).isFalse();
        incident = apply(incident, Signals.over("check:cart", 460));

        assertThat(incident.status()).isEqualTo(IncidentStatus.RESOLVED);
        assertThat(incident.resolvedAt()).isEqualTo(Signals.after(460));
        assertThat(incident.timeline())
                .extracting(Incident.Entry::kind)
                .containsExactly(Kind.OPENED, Kind.CAUSE_BEGAN, Kind.CAUSE_ENDED, Kind.CAUSE_ENDED, Kind.RESOLVED);
        assertThat(incident.revision()).isEqualTo(5);
        assertThat(ids).isEqualTo(1);
    }

    @Test
    void sayingItAgainChangesNothing() {
        Incident incident = opened(Signals.began("check:status", 100));
        assertThat(apply(incident, Signals.began("check:status", 102))).isSameAs(incident);
        assertThat(apply(incident, Signals.over("check:other", 103))).isSameAs(incident);

        Incident over = apply(incident, Signals.over("check:status", 200));
        assertThat(apply(over, Signals.over("check:status", 201))).isSameAs(over);
        assertThat(apply(over, Signals.began("check:status", 199)))
                .as("repeated from before its end, by someone who was away")
                .isSameAs(over);
        assertThat(RULES.apply(null, Signals.over("check:status", 1), null, this::nextId))
                .isEqualTo(Optional.empty());
    }

    @Test
    void reopensWithinTheCoolDown() {
        Incident incident = opened(Signals.began("check:status", 100)).acknowledge(Signals.after(110), "ann");
        incident = apply(incident, Signals.over("check:status", 200));

        Incident again = apply(incident, Signals.began("check:status", 200 + 602));
        assertThat(again.id()).isEqualTo(incident.id());
        assertThat(again.status()).isEqualTo(IncidentStatus.ACKNOWLEDGED);
        assertThat(again.resolvedAt()).isNull();
        assertThat(again.timeline().getLast().kind()).isEqualTo(Kind.REOPENED);

        Incident later = apply(incident, Signals.began("check:status", 200 + 603));
        assertThat(later.id()).isNotEqualTo(incident.id());
        assertThat(later.status()).isEqualTo(IncidentStatus.OPEN);
    }

    @Test
    void aBurnRateAloneHoldsItOpenAndBesideAnotherCauseDoesNot() {
        Incident burning = opened(Signals.began("slo:availability/fast", 100));
        assertThat(apply(burning, Signals.over("slo:availability/slow", 110)).isResolved())
                .isFalse();
        assertThat(apply(burning, Signals.over("slo:availability/fast", 400)).resolvedAt())
                .isEqualTo(Signals.after(400));

        Incident both = apply(burning, Signals.began("check:status", 110));
        Incident well = apply(both, Signals.over("check:status", 200));
        assertThat(well.resolvedAt()).isEqualTo(Signals.after(200));
        assertThat(well.timeline().getLast().text())
                .isEqualTo("all is well again; the past still shows in slo:availability/fast");
        assertThat(apply(well, Signals.over("slo:availability/fast", 400))).isSameAs(well);
        assertThat(apply(well, Signals.began("slo:availability/fast", 100)))
                .as("told again while it fires")
                .isSameAs(well);
    }

    @Test
    void whatFailsBehindALaterDeploymentIsAnotherIncident() {
        Incident incident = opened(Signals.began("check:status", 100));
        incident = apply(incident, Signals.over("check:status", 200));
        Signal again = Signals.began("check:status", 230);
        assertThat(RULES.apply(incident, again, Signals.after(150), this::nextId)
                        .orElseThrow()
                        .id())
                .as("deployed while it lasted: what was to help didn't")
                .isEqualTo(incident.id());
        assertThat(RULES.apply(incident, again, Signals.after(210), this::nextId)
                        .orElseThrow()
                        .id())
                .isNotEqualTo(incident.id());
    }

    @Test
    void theWorstSeverityStays() {
        Incident incident = opened(Signals.began("ticket", 100));
        assertThat(incident.severity()).isEqualTo(IncidentSeverity.WARNING);
        incident = apply(incident, Signals.began("check:status", 101));
        incident = apply(incident, Signals.over("check:status", 102));
        assertThat(incident.severity()).isEqualTo(IncidentSeverity.CRITICAL);
    }

    @Test
    void peopleAcknowledgeNoteAndResolve() {
        Incident incident = opened(Signals.began("check:status", 100));
        Incident seen = incident.acknowledge(Signals.after(130), "ann");
        assertThat(seen.status()).isEqualTo(IncidentStatus.ACKNOWLEDGED);
        assertThat(seen.acknowledge(Signals.after(140), "bob")).isSameAs(seen);

        Incident noted = seen.note(Signals.after(150), "ann", "rolling back");
        assertThat(noted.timeline().getLast())
                .isEqualTo(new Incident.Entry(Signals.after(150), Kind.NOTE, "ann", "rolling back"));

        Incident resolved = noted.resolve(Signals.after(200), "ann", "it was a drill");
        assertThat(resolved.causes()).isEmpty();
        assertThat(resolved.resolve(Signals.after(210), "bob", "")).isSameAs(resolved);
        assertThat(resolved.acknowledge(Signals.after(210), "bob")).isSameAs(resolved);
    }

    @Test
    void aPersonHasTheLastWordOnTheSuspect() {
        Incident incident = opened(Signals.began("check:status", 100));
        assertThatIllegalStateException().isThrownBy(() -> incident.confirm(Signals.after(1), "ann", ""));

        var first = new Suspect("d1", "1.1", 0.6, List.of("near"), Suspect.Verdict.SUSPECTED, null);
        var surer = new Suspect("d1", "1.1", 0.65, List.of("near"), Suspect.Verdict.SUSPECTED, null);
        var other = new Suspect("d2", "2.0", 0.65, List.of("nearer"), Suspect.Verdict.SUSPECTED, null);
        Incident suspecting = incident.suspecting(first, Signals.after(101));
        assertThat(suspecting.suspecting(surer, Signals.after(102))).isSameAs(suspecting);
        assertThat(suspecting.suspecting(other, Signals.after(102)).suspect()).isEqualTo(other);

        Incident confirmed = suspecting.confirm(Signals.after(200), "ann", "saw the diff");
        assertThat(confirmed.suspect()).isNotNull();
        assertThat(confirmed.suspect().verdict()).isEqualTo(Suspect.Verdict.CONFIRMED);
        assertThat(confirmed.suspect().confidence()).isEqualTo(1);
        assertThat(confirmed.suspecting(other, Signals.after(201))).isSameAs(confirmed);

        Incident overruled = confirmed.overrule("d3", "3.0", Signals.after(300), "bob", "it was the database");
        assertThat(overruled.suspect().deploymentId()).isEqualTo("d3");
        assertThat(overruled.suspect().decidedBy()).isEqualTo("bob");
        assertThat(overruled.timeline().getLast().text())
                .isEqualTo("bob names deployment d3, where deployment d1 was suspected: it was the database");

        Incident nobody = overruled.overrule(null, "", Signals.after(400), "cat", "");
        assertThat(nobody.suspect()).isNull();
        assertThat(nobody.suspecting(other, Signals.after(401)).suspect()).isNull();
    }

    @Test
    void thePostmortemIsFilledFromTheTimeline() {
        Incident incident = opened(Signals.began("check:status", 100))
                .suspecting(
                        new Suspect("d1", "1.1", 0.6, List.of("near"), Suspect.Verdict.SUSPECTED, null),
                        Signals.after(100))
                .acknowledge(Signals.after(130), "ann");
        incident = apply(incident, Signals.over("check:status", 400));

        assertThat(Postmortem.of(incident, Signals.after(500)))
                .startsWith("# Postmortem: checkout: status 500\n")
                .contains("- Opened: 2026-11-19T10:01:40Z (detected after 2 s)")
                .contains("- Acknowledged: 2026-11-19T10:02:10Z (after 30 s)")
                .contains("- Lasted: 5 min 2 s")
                .contains("Deployment d1, version 1.1: suspected, confidence 0.60.")
                .contains("- 2026-11-19T10:02:10Z **acknowledged** ann looks after it _(ann)_")
                .contains("| what | who | by when |");
    }
}
