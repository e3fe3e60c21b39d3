package dev.evenkeel.core.insight;

import static dev.evenkeel.core.insight.Records.record;
import static dev.evenkeel.core.insight.Records.success;
import static dev.evenkeel.core.insight.Records.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeadTimeTest {
    @Test
    void nothingKnownIsAnEmptyList() {
        assertThat(LeadTime.compute(new DeploymentTable(), Scope.ALL)).isEmpty();
    }

    @Test
    void oneRecordIsItsOwnMeanMedianAndP90() {
        assertThat(LeadTime.compute(table(success("1", "2025-01-01T00:00:00Z", "2025-01-01T00:00:01.500Z")), Scope.ALL))
                .containsExactly(new LeadTime.Row("shop", 1, 1.5, 1.5, 1.5, new java.util.TreeMap<>()));
    }

    @Test
    void whatHasNoLeadTimeIsCountedByReasonAndGivesNulls() {
        DeploymentTable table = table(
                success("missing", "2025-01-01T00:00:00Z", null),
                success("reversed", "2025-01-01T00:00:00Z", "2024-12-31T23:59:59Z"),
                record("failed", Status.FAILED, "2025-01-01T00:00:00Z").build(),
                record("back", Status.ROLLED_BACK, "2025-01-01T00:00:00Z").build(),
                record("queued", Status.QUEUED, "2025-01-01T00:00:00Z").build(),
                record("building", Status.BUILDING, "2025-01-01T00:00:00Z")
                        .finishedAt(Instant.parse("2025-01-01T00:00:01Z"))
                        .build());
        LeadTime.Row row = LeadTime.compute(table, Scope.ALL).getFirst();
        assertThat(row.n()).isZero();
        assertThat(row.meanSeconds()).isNull();
        assertThat(row.medianSeconds()).isNull();
        assertThat(row.p90Seconds()).isNull();
        assertThat(row.excluded())
                .isEqualTo(Map.of(
                        "finishedAtMissing", 1L,
                        "finishedBeforeStarted", 1L,
                        "failed", 1L,
                        "rolledBack", 1L,
                        "unfinished", 1L,
                        "unfinishedWithFinishedAt", 1L));
    }

    @Test
    void anInstantaneousSuccessHasALeadTimeOfZero() {
        LeadTime.Row row = LeadTime.compute(
                        table(success("1", "2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z")), Scope.ALL)
                .getFirst();
        assertThat(row.n()).isOne();
        assertThat(row.medianSeconds()).isZero();
        assertThat(row.excluded()).isEmpty();
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenAndTheP90IsTheNearestRank() {
        List<Deployment> records = new ArrayList<>();
        for (int second = 1; second <= 10; second++) {
            records.add(success("d" + second, "2025-01-01T00:00:00Z", "2025-01-01T00:00:%02dZ".formatted(second)));
        }
        Collections.shuffle(records, new Random(1));
        LeadTime.Row row = LeadTime.compute(table(records.toArray(Deployment[]::new)), Scope.ALL)
                .getFirst();
        assertThat(row.meanSeconds()).isEqualTo(5.5);
        assertThat(row.medianSeconds()).isEqualTo(5.5);
        assertThat(row.p90Seconds()).isEqualTo(9);
    }

    @Test
    void manyBlocksGiveTheSameAsOneSort() {
        Random random = new Random(7);
        List<Deployment> records = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            Instant startedAt = Instant.ofEpochSecond(1_700_000_000L + i * 60L);
            // A third of them equal, the others over six orders of magnitude.
            long millis = i % 3 == 0 ? 4_000 : (long) Math.exp(random.nextDouble() * 14);
            records.add(record("d" + i, Status.SUCCEEDED, "2025-01-01T00:00:00Z")
                    .startedAt(startedAt)
                    .finishedAt(startedAt.plusMillis(millis))
                    .build());
        }
        DeploymentTable table = table(records.toArray(Deployment[]::new));
        Instant from = Instant.ofEpochSecond(1_700_000_000L + 1_500 * 60L);
        for (Scope scope : List.of(Scope.ALL, new Scope("shop", "production", from, null))) {
            assertThat(LeadTime.compute(table, scope)).isEqualTo(new NaiveInsights(records).leadTime(scope));
        }
    }

    @Test
    void leadTimesThatAreAllTheSameAreFoundAtOnce() {
        List<Deployment> records = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            records.add(success("d" + i, "2025-01-01T00:00:00Z", "2025-01-01T00:01:00Z"));
        }
        assertThat(LeadTime.compute(table(records.toArray(Deployment[]::new)), Scope.ALL))
                .containsExactly(new LeadTime.Row("shop", 10_000, 60.0, 60.0, 60.0, new java.util.TreeMap<>()));
    }
}
