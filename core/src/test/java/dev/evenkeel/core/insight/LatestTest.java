package dev.evenkeel.core.insight;

import static dev.evenkeel.core.insight.Records.record;
import static dev.evenkeel.core.insight.Records.success;
import static dev.evenkeel.core.insight.Records.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.IdHash;
import dev.evenkeel.core.deployment.Status;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatestTest {
    private static final String START = "2025-01-01T00:00:00Z";

    @Test
    void nothingKnownIsAnEmptyList() {
        assertThat(Latest.compute(new DeploymentTable(), Scope.ALL)).isEmpty();
    }

    @Test
    void timeDecidesNotTheVersion() {
        Latest.Row row = latest(
                record("1", Status.SUCCEEDED, "2025-01-02T00:00:00Z")
                        .version("1.8.9")
                        .build(),
                record("2", Status.SUCCEEDED, "2025-01-01T00:00:00Z")
                        .version("1.8.10")
                        .build());
        assertThat(row.version()).isEqualTo("1.8.9");
    }

    @Test
    void whatFinishedLastIsLiveAlthoughItStartedFirst() {
        Latest.Row row = latest(
                success("slow", "2025-01-01T00:00:00Z", "2025-01-01T09:00:00Z"),
                success("fast", "2025-01-01T08:00:00Z", "2025-01-01T08:01:00Z"));
        assertThat(row.version()).isEqualTo("v-slow");
        assertThat(row.effectiveAt()).isEqualTo(Instant.parse("2025-01-01T09:00:00Z"));
    }

    @Test
    void aSuccessWithoutFinishTookEffectWhenItStarted() {
        Latest.Row row = latest(
                success("1", "2025-01-01T00:00:00Z", "2025-01-01T00:05:00Z"),
                success("2", "2025-01-01T00:06:00Z", null));
        assertThat(row.version()).isEqualTo("v-2");
        assertThat(row.finishedAt()).isNull();
        assertThat(row.effectiveAt()).isEqualTo(row.startedAt()).isEqualTo(Instant.parse("2025-01-01T00:06:00Z"));
    }

    @Test
    void aFinishBeforeTheStartIsUsedAsItCame() {
        Latest.Row row = latest(success("1", "2025-01-02T00:00:00Z", "2025-01-01T00:00:00Z"));
        assertThat(row.startedAt()).isEqualTo(Instant.parse("2025-01-02T00:00:00Z"));
        assertThat(row.effectiveAt()).isEqualTo(Instant.parse("2025-01-01T00:00:00Z"));
    }

    @Test
    void whatWasRolledBackIsNotLive() {
        DeploymentTable table = table(success("1", START, START), success("2", "2025-01-02T00:00:00Z", null));
        table.apply(
                List.of(record("2", Status.ROLLED_BACK, "2025-01-02T00:00:00Z").build()));
        assertThat(Latest.compute(table, Scope.ALL).getFirst().version()).isEqualTo("v-1");
    }

    @Test
    void withoutASuccessThereIsNoVersion() {
        assertThat(latest(record("1", Status.FAILED, START).build()))
                .isEqualTo(new Latest.Row("shop", "production", null, null, null, null, List.of()));
    }

    @Test
    void ofTwoInTheSameSecondOneIsAlwaysTheLatestInWhateverOrderTheyCome() {
        Deployment one = success("1", START, START);
        Deployment two = success("2", START, START);
        String expected = IdHash.of("1") > IdHash.of("2") ? "v-1" : "v-2";
        assertThat(latest(one, two).version()).isEqualTo(expected);
        assertThat(latest(two, one).version()).isEqualTo(expected);
    }

    @Test
    void whatIsOnItsWayIsListedNewestFirstAtMostAHundred() {
        Deployment[] records = IntStream.range(0, 150)
                .mapToObj(i -> record("d" + i, Status.BUILDING, START)
                        .startedAt(Instant.ofEpochSecond(i))
                        .build())
                .toArray(Deployment[]::new);
        List<Latest.InFlight> inFlight = latest(records).inFlight();
        assertThat(inFlight).hasSize(100);
        assertThat(inFlight.getFirst())
                .isEqualTo(new Latest.InFlight("v-d149", Status.BUILDING, Instant.ofEpochSecond(149)));
        assertThat(inFlight.getLast().version()).isEqualTo("v-d50");
    }

    private static Latest.Row latest(Deployment... records) {
        List<Latest.Row> rows = Latest.compute(table(records), Scope.ALL);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }
}
