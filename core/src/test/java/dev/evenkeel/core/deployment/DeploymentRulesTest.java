package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DeploymentRulesTest {
    private static final Instant NOW = Instant.parse("2025-03-01T12:00:00.123456Z");
    private static final Instant NOW_MILLIS = Instant.parse("2025-03-01T12:00:00.123Z");
    private static final Instant START = Instant.parse("2025-03-01T11:00:00Z");

    private static DeploymentBuilder deployment(Status status) {
        return Deployment.of("a", "shop", "1.8.9", "production").status(status).startedAt(START);
    }

    @Provide
    Arbitrary<Deployment> deployments() {
        Arbitrary<Instant> times =
                Arbitraries.integers().between(0, 20).map(minutes -> NOW_MILLIS.plusSeconds(60L * (minutes - 10)));
        return Combinators.combine(Arbitraries.of(Status.class), times, times.injectNull(0.4))
                .as((status, start, end) ->
                        deployment(status).startedAt(start).finishedAt(end).build());
    }

    @Property
    void whatIsCreatedNeverContradictsItself(@ForAll("deployments") Deployment asked) {
        boolean acceptable = DeploymentRules.contradictions(asked).isEmpty();
        if (!acceptable) {
            assertThatThrownBy(() -> DeploymentRules.created(asked, NOW))
                    .isInstanceOfSatisfying(
                            InvalidDeploymentException.class,
                            e -> assertThat(e.violations()).isEqualTo(DeploymentRules.contradictions(asked)));
            return;
        }
        Deployment created = DeploymentRules.created(asked, NOW);
        assertThat(DeploymentRules.contradictions(created)).isEmpty();
        assertThat(created.finishedAt() != null).isEqualTo(created.status().isEnd());
        assertThat(created.with().finishedAt(asked.finishedAt()).build()).isEqualTo(asked);
    }

    @Property
    void aChangeIsRefusedOrLeavesNoNewContradiction(
            @ForAll("deployments") Deployment before, @ForAll("deployments") Deployment asked) {
        Deployment after;
        try {
            after = DeploymentRules.changed(before, asked, NOW);
        } catch (IllegalStepException e) {
            assertThat(before.status().mayBecome(asked.status())).isFalse();
            return;
        } catch (InvalidDeploymentException e) {
            assertThat(e.violations()).isNotEmpty();
            return;
        }
        assertThat(before.status().mayBecome(after.status())).isTrue();
        if (!after.equals(before)) {
            assertThat(DeploymentRules.contradictions(after)).isEmpty();
        }
    }

    @Property
    void changingNothingIsAlwaysAllowed(@ForAll("deployments") Deployment imported) {
        Deployment labelled = imported.with().labels(Map.of("seen", "yes")).build();

        assertThat(DeploymentRules.changed(imported, imported, NOW).equals(imported)
                        || (imported.status().isEnd() && imported.finishedAt() == null))
                .isTrue();
        assertThat(DeploymentRules.changed(imported, labelled, NOW).labels()).containsEntry("seen", "yes");
    }

    @Test
    void reachingAnEndSetsWhen() {
        Deployment running = deployment(Status.DEPLOYING).build();

        for (Status end : List.of(Status.SUCCEEDED, Status.FAILED, Status.ROLLED_BACK)) {
            assertThat(DeploymentRules.changed(
                                    running, running.with().status(end).build(), NOW)
                            .finishedAt())
                    .isEqualTo(NOW_MILLIS);
            assertThat(DeploymentRules.created(deployment(end).build(), NOW).finishedAt())
                    .isEqualTo(NOW_MILLIS);
        }
        Instant given = START.plusSeconds(5);
        assertThat(DeploymentRules.changed(
                                running,
                                deployment(Status.FAILED).finishedAt(given).build(),
                                NOW)
                        .finishedAt())
                .isEqualTo(given);
    }

    @Test
    void aPipelineWhoseClockIsAheadDoesNotFinishBeforeItStarted() {
        Instant ahead = NOW_MILLIS.plusSeconds(30);

        assertThat(DeploymentRules.created(
                                deployment(Status.FAILED).startedAt(ahead).build(), NOW)
                        .finishedAt())
                .isEqualTo(ahead);
    }

    @Test
    void aRollbackKeepsWhenItSucceededUnlessToldOtherwise() {
        Instant finished = START.plusSeconds(60);
        Deployment succeeded = deployment(Status.SUCCEEDED).finishedAt(finished).build();
        Deployment rolledBack = deployment(Status.ROLLED_BACK).build();

        assertThat(DeploymentRules.changed(succeeded, rolledBack, NOW).finishedAt())
                .isEqualTo(finished);
        Instant given = finished.plusSeconds(60);
        assertThat(DeploymentRules.changed(
                                succeeded, rolledBack.with().finishedAt(given).build(), NOW)
                        .finishedAt())
                .isEqualTo(given);
    }

    @Test
    void anIllegalStepNamesTheLegalOnes() {
        assertThatThrownBy(() -> DeploymentRules.changed(
                        deployment(Status.DEPLOYING).build(),
                        deployment(Status.QUEUED).build(),
                        NOW))
                .isInstanceOf(IllegalStepException.class)
                .hasMessage("a deployment that is Deploying can't become Queued;"
                        + " it may become Succeeded, Failed, RolledBack");
        assertThatThrownBy(() -> DeploymentRules.changed(
                        deployment(Status.FAILED).build(),
                        deployment(Status.SUCCEEDED).build(),
                        NOW))
                .hasMessageEndingWith("nothing follows Failed");
    }

    @Test
    void theExternalIdStaysAsItWasCreated() {
        Deployment without = deployment(Status.QUEUED).build();
        Deployment with = without.with().externalId("x").build();
        Deployment other = without.with().externalId("y").build();

        for (List<Deployment> pair : List.of(List.of(without, with), List.of(with, without), List.of(with, other))) {
            assertThatThrownBy(() -> DeploymentRules.changed(pair.getFirst(), pair.getLast(), NOW))
                    .hasMessageContaining("externalId");
        }
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        Deployment bad = deployment(Status.QUEUED)
                .serviceName(" ")
                .version("v".repeat(201))
                .environment("\ud800")
                .finishedAt(START.minusSeconds(1))
                .pullRequestNumber(0)
                .commitAt(Instant.parse("+10000-01-01T00:00:00Z"))
                .labels(Map.of("a/b~c", "x".repeat(2001)))
                .build();

        assertThatThrownBy(() -> DeploymentRules.created(bad, NOW))
                .isInstanceOfSatisfying(
                        InvalidDeploymentException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly(
                                        "/serviceName",
                                        "/version",
                                        "/environment",
                                        "/commitAt",
                                        "/pullRequestNumber",
                                        "/labels/a~1b~0c",
                                        "/finishedAt",
                                        "/finishedAt"));
    }

    @Test
    void limitsCountCharactersAndNotTheirHalves() {
        String longest = "🚀".repeat(FieldLimits.NAME);

        assertThat(FieldLimits.check(deployment(Status.QUEUED).version(longest).build()))
                .isEmpty();
        assertThat(FieldLimits.check(
                        deployment(Status.QUEUED).version(longest + "!").build()))
                .hasSize(1);
        assertThat(FieldLimits.check(
                        deployment(Status.QUEUED).version("a\u0000").build()))
                .hasSize(1);
        assertThat(FieldLimits.check(deployment(Status.QUEUED).version("\ude80").build()))
                .hasSize(1);
    }
}
