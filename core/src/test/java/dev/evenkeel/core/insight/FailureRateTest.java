package dev.evenkeel.core.insight;

import static dev.evenkeel.core.insight.Records.record;
import static dev.evenkeel.core.insight.Records.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureRateTest {
    private static final String START = "2025-01-01T00:00:00Z";

    @Test
    void nothingKnownIsAnEmptyList() {
        assertThat(FailureRate.compute(new DeploymentTable(), Scope.ALL)).isEmpty();
    }

    @Test
    void nothingFinishedHasNoRates() {
        FailureRate.Row row = FailureRate.compute(
                        table(
                                record("1", Status.DEPLOYING, START)
                                        .rollbackOf("0")
                                        .build(),
                                record("2", Status.QUEUED, START)
                                        .finishedAt(Instant.parse(START))
                                        .build()),
                        Scope.ALL)
                .getFirst();
        assertThat(row.finished()).isZero();
        assertThat(row.redeployedOlder()).isZero();
        assertThat(row.failureRate()).isEqualTo(new Rate(null, null, null));
        assertThat(row.excluded()).isEqualTo(Map.of("unfinished", 1L, "unfinishedWithFinishedAt", 1L));
    }

    @Test
    void ratesAreOfTheFinishedDeploymentsOfOneEnvironment() {
        FailureRate.Row row = FailureRate.compute(
                        table(
                                record("1", Status.SUCCEEDED, START)
                                        .rollbackOf("0")
                                        .build(),
                                record("2", Status.FAILED, START).build(),
                                record("3", Status.ROLLED_BACK, START).build(),
                                record("4", Status.SUCCEEDED, START).build(),
                                record("5", Status.FAILED, START)
                                        .environment("staging")
                                        .build()),
                        new Scope(null, "production", null, null))
                .getFirst();
        assertThat(row.environment()).isEqualTo("production");
        assertThat(row.finished()).isEqualTo(4);
        assertThat(row.failed()).isOne();
        assertThat(row.rolledBack()).isOne();
        assertThat(row.redeployedOlder()).isOne();
        assertThat(row.failureRate().value()).isEqualTo(0.25);
        // 1 of 4, from the tables of Newcombe, Statistics in Medicine 17 (1998).
        assertThat(row.failureRate().low()).isCloseTo(0.0456, within(0.0001));
        assertThat(row.failureRate().high()).isCloseTo(0.6994, within(0.0001));
        assertThat(row.excluded()).isEmpty();
    }

    @Test
    void aChangedStatusIsCountedOnce() {
        DeploymentTable table = table(record("1", Status.DEPLOYING, START).build());
        table.apply(java.util.List.of(record("1", Status.SUCCEEDED, START).build()));
        table.apply(java.util.List.of(record("1", Status.ROLLED_BACK, START).build()));
        FailureRate.Row row = FailureRate.compute(table, Scope.ALL).getFirst();
        assertThat(row.finished()).isOne();
        assertThat(row.rolledBack()).isOne();
        assertThat(table.size()).isOne();
    }
}
