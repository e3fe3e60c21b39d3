package dev.evenkeel.core.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentBuilder;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.IncidentStatus;
import dev.evenkeel.core.incident.Suspect;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoraTest {
    private static final Instant START = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant END = START.plusSeconds(14 * 86_400);
    private static final Scope TWO_WEEKS = new Scope(null, null, START, END);

    private final List<Deployment> deployments = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();

    private static Instant hour(double hour) {
        return START.plusSeconds(Math.round(hour * 3600));
    }

    /** Deployed within six minutes, from a commit that was two hours old. */
    private static DeploymentBuilder deployment(String id, double hour) {
        return Deployment.of(id, "cart", "v" + id, "production")
                .status(Status.SUCCEEDED)
                .startedAt(hour(hour))
                .finishedAt(hour(hour + 0.1))
                .commitAt(hour(hour - 2));
    }

    private void add(DeploymentBuilder... builders) {
        for (DeploymentBuilder builder : builders) {
            deployments.add(builder.build());
        }
    }

    private void incident(
            @Nullable String suspect, double confidence, double since, double opened, @Nullable Double resolved) {
        incident("cart", "production", suspect, confidence, since, opened, resolved);
    }

    private void incident(
            String service,
            @Nullable String environment,
            @Nullable String suspect,
            double confidence,
            double since,
            double opened,
            @Nullable Double resolved) {
        incidents.add(new Incident(
                "i" + incidents.size(),
                service,
                environment,
                "cart: status 500",
                resolved == null ? IncidentStatus.OPEN : IncidentStatus.RESOLVED,
                IncidentSeverity.CRITICAL,
                hour(since),
                hour(opened),
                null,
                resolved == null ? null : hour(resolved),
                Map.of(),
                suspect == null
                        ? null
                        : new Suspect(suspect, "v", confidence, List.of(), Suspect.Verdict.SUSPECTED, null),
                false,
                List.of(),
                1));
    }

    private Dora.Row row(DoraDefinition definition) {
        var table = new DeploymentTable();
        table.apply(deployments);
        return Dora.compute(table, incidents, TWO_WEEKS, definition, ZoneOffset.UTC, END)
                .getFirst();
    }

    /** Five went live, one of them broke it at 30.2, was seen at 30.25 and put right by d4 at 31. */
    private void aFortnight() {
        add(
                deployment("d1", 10),
                deployment("d2", 20),
                deployment("d3", 30),
                deployment("d4", 31).rollbackOf("d3"),
                deployment("d5", 40).commitAt(null),
                deployment("d6", 41).status(Status.FAILED),
                deployment("d7", 42).status(Status.DEPLOYING).finishedAt(null));
        incident("d3", 0.9, 30.2, 30.25, 31.2);
        incident("d1", 0.3, 100, 100.1, 100.6);
    }

    @Test
    void oursFollowFromTheEvents() {
        aFortnight();
        Dora.Row row = row(DoraDefinition.EVENKEEL);

        assertThat(row.deploymentFrequency().n()).isEqualTo(5);
        assertThat(row.deploymentFrequency().value()).isCloseTo(5 / 14.0, within(1e-12));
        assertThat(row.deploymentFrequency().excluded()).isEqualTo(Map.of("failedToDeploy", 1L, "unfinished", 1L));
        assertThat(row.leadTimeForChanges().n()).isEqualTo(4);
        assertThat(row.leadTimeForChanges().value()).isEqualTo(2.1 * 3600);
        assertThat(row.leadTimeForChanges().excluded()).isEqualTo(Map.of("commitAtMissing", 1L));
        assertThat(row.changeFailureRate().value()).isEqualTo(0.2);
        assertThat(row.changeFailureRate().low()).isCloseTo(0.0362, within(1e-4));
        assertThat(row.failedDeploymentRecoveryTime().n()).isEqualTo(1);
        assertThat(row.failedDeploymentRecoveryTime().value()).isEqualTo(3600);
        assertThat(row.reworkRate().value()).isEqualTo(0.2);
    }

    @Test
    void theOthersCountOtherwise() {
        aFortnight();

        Dora.Row dora = row(DoraDefinition.DORA);
        assertThat(dora.changeFailureRate().value()).isEqualTo(0.2);
        assertThat(dora.failedDeploymentRecoveryTime().value())
                .as("from the deployment on")
                .isEqualTo(3960);

        Dora.Row devlake = row(DoraDefinition.DEVLAKE);
        assertThat(devlake.deploymentFrequency().value())
                .as("2 days in one week, none in the other")
                .isEqualTo(1);
        assertThat(devlake.changeFailureRate().value())
                .as("the second incident follows d5")
                .isEqualTo(0.4);
        assertThat(devlake.failedDeploymentRecoveryTime().n()).isEqualTo(2);
        assertThat(devlake.reworkRate().value()).isNull();

        Dora.Row gitlab = row(DoraDefinition.GITLAB);
        assertThat(gitlab.changeFailureRate().value()).isEqualTo(0.4);
        assertThat(gitlab.leadTimeForChanges().value()).isNull();
        assertThat(gitlab.leadTimeForChanges().excluded()).isEqualTo(Map.of("mergeTimeUnknown", 5L));
        assertThat(gitlab.failedDeploymentRecoveryTime().value())
                .as("the median of 57 and 30 minutes")
                .isCloseTo(43.5 * 60, within(1e-6));

        Dora.Row datadog = row(DoraDefinition.DATADOG);
        assertThat(datadog.changeFailureRate().value())
                .as("nothing has status RolledBack")
                .isEqualTo(0);
        assertThat(datadog.failedDeploymentRecoveryTime().value()).isNull();
    }

    @Test
    void servicesDeployedAtOneMomentAreTwoDeployments() {
        add(deployment("d1", 10), deployment("d2", 10).serviceName("shop"));
        incident("cart", "production", null, 0, 11, 11, 12.0);
        incident("shop", "production", null, 0, 11, 11, 12.0);

        assertThat(row(DoraDefinition.DEVLAKE).changeFailureRate().value()).isEqualTo(1);
    }

    @Test
    void anIncidentWithoutAnEnvironmentIsOne() {
        add(deployment("d1", 10), deployment("d2", 10).environment("staging"));
        incident("cart", null, null, 0, 11, 11, 12.0);

        Dora.Row row = row(DoraDefinition.GITLAB);
        assertThat(row.changeFailureRate().value()).isEqualTo(0.5);
        assertThat(row.failedDeploymentRecoveryTime().n()).isEqualTo(1);
    }

    @Test
    void whatWasRolledBackWithoutAnIncidentRecoversWithTheNextSuccess() {
        add(
                deployment("d1", 10).status(Status.ROLLED_BACK),
                deployment("d2", 11).rollbackOf("d1"),
                deployment("d3", 12).status(Status.ROLLED_BACK));
        Dora.Row row = row(DoraDefinition.EVENKEEL);
        assertThat(row.changeFailureRate().n()).isEqualTo(3);
        assertThat(row.changeFailureRate().value()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(row.failedDeploymentRecoveryTime().n()).isEqualTo(1);
        assertThat(row.failedDeploymentRecoveryTime().excluded()).isEqualTo(Map.of("notRecovered", 1L));
        assertThat(row(DoraDefinition.DATADOG).changeFailureRate().value()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void whatRecoveredBehindTheScopeCountsAndIsNotInIt() {
        add(deployment("d1", 335).status(Status.ROLLED_BACK), deployment("d2", 337));
        Dora.Row row = row(DoraDefinition.EVENKEEL);
        assertThat(row.deploymentFrequency().n()).isEqualTo(1);
        assertThat(row.failedDeploymentRecoveryTime().n()).isEqualTo(1);
    }

    @Test
    void deploymentsDuringAnIncidentAreRework() {
        add(deployment("d1", 10), deployment("d2", 20.3), deployment("d3", 30));
        incident(null, 0, 20.2, 20.25, 21.0);
        assertThat(row(DoraDefinition.EVENKEEL).reworkRate().value()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(row(DoraDefinition.EVENKEEL).changeFailureRate().value()).isZero();
    }

    @Test
    void whatADeploymentDidItselfMakesItNoRework() {
        add(deployment("d1", 10), deployment("d2", 20.3), deployment("d3", 30));
        // The clocks of the pipeline and of the monitor differ by a few seconds.
        incident("d2", 0.9, 20.299, 20.3, 21.0);
        assertThat(row(DoraDefinition.EVENKEEL).reworkRate().value()).isZero();
        assertThat(row(DoraDefinition.EVENKEEL).changeFailureRate().value()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void noDataIsNullAndAnOpenIncidentIsLeftOut() {
        Dora.Row nothing = row(DoraDefinition.EVENKEEL);
        assertThat(nothing.changeFailureRate().value()).isNull();
        assertThat(nothing.leadTimeForChanges().value()).isNull();

        add(deployment("d1", 10));
        incident("d1", 0.9, 10.2, 10.3, null);
        assertThat(row(DoraDefinition.EVENKEEL).failedDeploymentRecoveryTime().excluded())
                .isEqualTo(Map.of("notRecovered", 1L));
        assertThat(row(DoraDefinition.EVENKEEL).changeFailureRate().value()).isEqualTo(1);
    }

    @Test
    void intervalsAreThoseOfTheTables() {
        // Exact Poisson limits for 10 are 4.80 and 18.39.
        assertThat(Statistics.poissonLow(10)).isCloseTo(4.80, within(0.03));
        assertThat(Statistics.poissonHigh(10)).isCloseTo(18.39, within(0.03));
        assertThat(Statistics.poissonHigh(0)).isCloseTo(3.69, within(0.05));
        // The usual table of ranks for the median, from 1: 6 → 1, 10 → 2, 20 → 6, 50 → 18.
        assertThat(Statistics.medianLowRank(5)).isEqualTo(-1);
        assertThat(Statistics.medianLowRank(6) + 1).isEqualTo(1);
        assertThat(Statistics.medianLowRank(10) + 1).isEqualTo(2);
        assertThat(Statistics.medianLowRank(20) + 1).isEqualTo(6);
        assertThat(Statistics.medianLowRank(50) + 1).isEqualTo(18);
    }
}
