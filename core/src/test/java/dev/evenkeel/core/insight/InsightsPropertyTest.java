package dev.evenkeel.core.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.deployment.Tables;
import dev.evenkeel.core.insight.Frequency.Interval;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

/** Whatever is recorded and changed in whatever order, every insight equals the naive one. */
class InsightsPropertyTest {
    private static final long YEAR_2024 = Instant.parse("2024-12-20T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000L;

    /** Rounding may differ, nothing else. */
    private static final RecursiveComparisonConfiguration NEARLY = RecursiveComparisonConfiguration.builder()
            .withComparatorForType(InsightsPropertyTest::compareNearly, Double.class)
            .build();

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void everyInsightEqualsTheNaiveOne(
            @ForAll("batches") List<List<Deployment>> batches,
            @ForAll("scopes") Scope scope,
            @ForAll("zones") ZoneId zone,
            @ForAll Interval interval,
            @ForAll("nearTimes") Instant asOf,
            @ForAll("blockRows") int blockRows) {
        DeploymentTable table = Tables.withBlocksOf(blockRows);
        Map<String, Deployment> current = new LinkedHashMap<>();
        for (List<Deployment> batch : batches) {
            table.apply(batch);
            batch.forEach(each -> current.put(each.id(), each));
        }
        List<Deployment> records = new ArrayList<>(current.values());
        NaiveInsights naive = new NaiveInsights(records);

        assertThat(table.size()).isEqualTo(records.size());
        assertThat(table.firstStartedAt())
                .isEqualTo(records.stream()
                        .map(Deployment::startedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
        assertThat(table.lastStartedAt())
                .isEqualTo(records.stream()
                        .map(Deployment::startedAt)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
        for (Scope each : List.of(scope, Scope.ALL)) {
            assertSame(LeadTime.compute(table, each), naive.leadTime(each));
            assertSame(FailureRate.compute(table, each), naive.failureRate(each));
            assertSame(Latest.compute(table, each), naive.latest(each));
        }
        assertSame(Frequency.compute(table, scope, interval, zone, asOf), naive.frequency(scope, interval, zone, asOf));
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void extremeTimesAreCountedLikeAnyOther(
            @ForAll("extremeBatches") List<List<Deployment>> batches, @ForAll("extremeScopes") Scope scope) {
        DeploymentTable table = Tables.withBlocksOf(4);
        Map<String, Deployment> current = new LinkedHashMap<>();
        for (List<Deployment> batch : batches) {
            table.apply(batch);
            batch.forEach(each -> current.put(each.id(), each));
        }
        NaiveInsights naive = new NaiveInsights(new ArrayList<>(current.values()));
        assertSame(LeadTime.compute(table, scope), naive.leadTime(scope));
        assertSame(FailureRate.compute(table, scope), naive.failureRate(scope));
        assertSame(Latest.compute(table, scope), naive.latest(scope));
    }

    @Provide
    Arbitrary<List<List<Deployment>>> batches() {
        return deployments(nearTimes()).list().ofMaxSize(25).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<List<Deployment>>> extremeBatches() {
        return deployments(extremeTimes()).list().ofMaxSize(15).list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<Scope> scopes() {
        return scopes(nearTimes());
    }

    @Provide
    Arbitrary<Scope> extremeScopes() {
        return scopes(extremeTimes());
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(
                        "UTC",
                        "Europe/London",
                        "America/New_York",
                        "Asia/Kathmandu",
                        "Australia/Lord_Howe",
                        "Pacific/Kiritimati")
                .map(ZoneId::of);
    }

    @Provide
    Arbitrary<Integer> blockRows() {
        return Arbitraries.of(2, 3, 8, 128, 1024);
    }

    /** Over the turn of a year and the spring change of the clocks; often the same second or a midnight. */
    @Provide
    Arbitrary<Instant> nearTimes() {
        Arbitrary<Long> days = Arbitraries.longs().between(0, 120).map(day -> YEAR_2024 + day * DAY);
        Arbitrary<Long> within = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.longs().between(0, DAY - 1)),
                Tuple.of(1, Arbitraries.of(0L, 1L, DAY - 1, DAY / 24, DAY / 24 - 1, 6_300_000L)));
        return Combinators.combine(days, within).as((day, rest) -> Instant.ofEpochMilli(day + rest));
    }

    private static Arbitrary<Instant> extremeTimes() {
        return Arbitraries.of(
                        "1970-01-01T00:00:00Z",
                        "1970-01-01T00:00:00.001Z",
                        "1969-12-31T23:59:59.999Z",
                        "0001-01-01T00:00:00Z",
                        "2025-03-30T01:00:00Z",
                        "2025-03-30T01:00:00.999Z",
                        "2025-06-01T00:00:00Z",
                        "9999-12-31T23:59:59.999Z")
                .map(Instant::parse);
    }

    private static Arbitrary<Scope> scopes(Arbitrary<Instant> times) {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c", "none").injectNull(0.5),
                        Arbitraries.of("production", "staging").injectNull(0.5),
                        times.injectNull(0.4),
                        times.injectNull(0.4))
                .as(Scope::new);
    }

    private static Arbitrary<Deployment> deployments(Arbitrary<Instant> times) {
        Arbitrary<String> ids = Arbitraries.integers().between(0, 120).map(number -> "d-" + number);
        Arbitrary<String> versions = Arbitraries.of("1.8.9", "1.8.10", "cbcdc48083e9", "v7", "änderung", "漢字", "");
        Arbitrary<Long> lasting = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.longs().between(0, 5_000_000)),
                Tuple.of(1, Arbitraries.of(0L, -1L, -70_000L, 30 * DAY)));
        return Combinators.combine(
                        ids,
                        Arbitraries.of("a", "b", "c"),
                        versions,
                        Arbitraries.of("production", "staging"),
                        Arbitraries.frequency(
                                Tuple.of(6, Status.SUCCEEDED),
                                Tuple.of(1, Status.FAILED),
                                Tuple.of(1, Status.ROLLED_BACK),
                                Tuple.of(1, Status.DEPLOYING),
                                Tuple.of(1, Status.QUEUED),
                                Tuple.of(1, Status.BUILDING)),
                        times,
                        lasting.injectNull(0.15),
                        Arbitraries.of("d-1").injectNull(0.8))
                .as((id, service, version, environment, status, startedAt, millis, rollbackOf) -> Deployment.of(
                                id, service, version, environment)
                        .status(status)
                        .startedAt(startedAt)
                        .finishedAt(millis == null ? null : startedAt.plusMillis(millis))
                        .rollbackOf(rollbackOf)
                        .build());
    }

    private static void assertSame(Object actual, Object expected) {
        assertThat(actual).usingRecursiveComparison(NEARLY).isEqualTo(expected);
    }

    private static int compareNearly(Double one, Double other) {
        return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one)) ? 0 : Double.compare(one, other);
    }
}
