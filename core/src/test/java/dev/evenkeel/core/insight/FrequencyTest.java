package dev.evenkeel.core.insight;

import static dev.evenkeel.core.insight.Records.record;
import static dev.evenkeel.core.insight.Records.success;
import static dev.evenkeel.core.insight.Records.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.insight.Frequency.Bucket;
import dev.evenkeel.core.insight.Frequency.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrequencyTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Instant LATER = Instant.parse("2040-01-01T00:00:00Z");

    @Test
    void nothingKnownHasNoRange() {
        assertThat(Frequency.compute(new DeploymentTable(), Scope.ALL, Interval.DAY, LONDON, LATER))
                .isEqualTo(new Frequency.Result(null, null, List.of()));
    }

    @Test
    void nothingInScopeHasNoRows() {
        Frequency.Result result = compute(
                table(success("1", "2025-01-01T00:00:00Z", null)), Interval.DAY, LONDON, null, "2024-01-01T00:00:00Z");
        assertThat(result.rows()).isEmpty();
    }

    @Test
    void aRangeThatEndsBeforeItStartsHasNoRows() {
        assertThat(compute(
                                table(success("1", "2025-01-01T00:00:00Z", null)),
                                Interval.DAY,
                                LONDON,
                                "2025-01-02T00:00:00Z",
                                "2025-01-01T00:00:00Z")
                        .rows())
                .isEmpty();
    }

    @Test
    void theDayOnWhichTheClocksGoForwardHas23Hours() {
        List<Bucket> buckets = buckets(
                Interval.DAY,
                "2025-03-29T00:00:00Z",
                "2025-03-31T23:00:00Z",
                success("1", "2025-03-30T00:00:00Z", null),
                success("2", "2025-03-30T22:59:59.999Z", null),
                success("3", "2025-03-30T23:00:00Z", null));
        assertThat(buckets).extracting(Bucket::succeeded).containsExactly(0L, 2L, 1L);
        assertThat(buckets).extracting(FrequencyTest::hours).containsExactly(24L, 23L, 24L);
        assertThat(buckets).extracting(Bucket::partial).containsExactly(false, false, false);
    }

    @Test
    void theDayOnWhichTheClocksGoBackHas25Hours() {
        List<Bucket> buckets = buckets(
                Interval.DAY,
                "2025-10-25T23:00:00Z",
                "2025-10-28T00:00:00Z",
                success("1", "2025-10-26T00:30:00Z", null),
                success("2", "2025-10-26T01:30:00Z", null),
                success("3", "2025-10-26T23:59:59Z", null),
                success("4", "2025-10-27T00:00:00Z", null));
        assertThat(buckets).extracting(Bucket::bucket).containsExactly("2025-10-26", "2025-10-27");
        assertThat(buckets).extracting(Bucket::succeeded).containsExactly(3L, 1L);
        assertThat(buckets).extracting(FrequencyTest::hours).containsExactly(25L, 24L);
    }

    @Test
    void theWeekOfAYearIsTheIsoOne() {
        List<Bucket> buckets = buckets(
                Interval.WEEK,
                "2024-12-23T00:00:00Z",
                "2025-01-06T00:00:00Z",
                success("1", "2024-12-29T23:59:59Z", null),
                success("2", "2024-12-30T00:00:00Z", null),
                success("3", "2025-01-05T23:59:59Z", null));
        assertThat(buckets).extracting(Bucket::bucket).containsExactly("2024-W52", "2025-W01");
        assertThat(buckets).extracting(Bucket::succeeded).containsExactly(1L, 2L);
    }

    @Test
    void aYearMayHave53Weeks() {
        assertThat(buckets(
                        Interval.WEEK,
                        "2020-12-28T00:00:00Z",
                        "2021-01-11T00:00:00Z",
                        success("1", "2021-01-03T00:00:00Z", null)))
                .extracting(Bucket::bucket)
                .containsExactly("2020-W53", "2021-W01");
    }

    @Test
    void firstAndLastArePartialAndEmptyDaysAreThere() {
        Frequency.Row row = compute(
                        table(
                                success("1", "2025-01-01T12:00:00Z", null),
                                success("2", "2025-01-02T12:00:00Z", null),
                                record("3", Status.FAILED, "2025-01-02T13:00:00Z")
                                        .build(),
                                record("4", Status.ROLLED_BACK, "2025-01-04T12:00:00Z")
                                        .build(),
                                record("5", Status.QUEUED, "2025-01-05T12:00:00Z")
                                        .build()),
                        Interval.DAY,
                        LONDON,
                        null,
                        null)
                .rows()
                .getFirst();
        assertThat(row.buckets()).extracting(Bucket::partial).containsExactly(true, false, false, false, true);
        assertThat(row.buckets()).extracting(Bucket::succeeded).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(row.wholeBuckets()).isEqualTo(3);
        assertThat(row.meanPerBucket()).isEqualTo(1.0 / 3);
        assertThat(row.medianPerBucket()).isEqualTo(0);
        assertThat(row.succeeded()).isEqualTo(2);
        assertThat(row.failed()).isOne();
        assertThat(row.rolledBack()).isOne();
    }

    @Test
    void theMedianOfAnEvenNumberOfDaysIsBetween() {
        Deployment[] records = IntStream.range(0, 7)
                .mapToObj(i -> success("d" + i, i < 2 ? "2025-01-01T12:00:00Z" : "2025-01-02T12:00:00Z", null))
                .toArray(Deployment[]::new);
        Frequency.Row row = compute(
                        table(records), Interval.DAY, LONDON, "2025-01-01T00:00:00Z", "2025-01-03T00:00:00Z")
                .rows()
                .getFirst();
        assertThat(row.meanPerBucket()).isEqualTo(3.5);
        assertThat(row.medianPerBucket()).isEqualTo(3.5);
    }

    @Test
    void withoutAWholeBucketThereIsNoMean() {
        Frequency.Row row = compute(table(success("1", "2025-01-01T12:00:00Z", null)), Interval.DAY, LONDON, null, null)
                .rows()
                .getFirst();
        assertThat(row.wholeBuckets()).isZero();
        assertThat(row.meanPerBucket()).isNull();
        assertThat(row.medianPerBucket()).isNull();
    }

    @Test
    void whatHasNotPassedYetIsPartial() {
        Frequency.Result result = Frequency.compute(
                table(success("1", "2025-01-01T12:00:00Z", null)),
                new Scope(null, null, Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2025-01-04T00:00:00Z")),
                Interval.DAY,
                LONDON,
                Instant.parse("2025-01-02T15:00:00Z"));
        assertThat(result.rows().getFirst().buckets())
                .extracting(Bucket::partial)
                .containsExactly(false, true, true);
    }

    @Test
    void allServicesShareTheRangeOfTheWholeTable() {
        DeploymentTable table = table(
                success("1", "2025-01-01T12:00:00Z", null),
                record("2", Status.SUCCEEDED, "2025-01-03T12:00:00Z")
                        .serviceName("api")
                        .build());
        Frequency.Result result =
                Frequency.compute(table, new Scope("api", null, null, null), Interval.DAY, LONDON, LATER);
        assertThat(result.from()).isEqualTo("2025-01-01T12:00:00Z");
        assertThat(result.to()).isEqualTo("2025-01-03T12:00:00.001Z");
        assertThat(result.rows()).hasSize(1);
        assertThat(result.rows().getFirst().buckets()).hasSize(3);
    }

    @Test
    void aDayThatAZoneSkippedIsLeftOut() {
        Frequency.Result result = compute(
                table(success("1", "2011-12-30T10:00:00Z", null)),
                Interval.DAY,
                ZoneId.of("Pacific/Apia"),
                "2011-12-29T10:00:00Z",
                "2012-01-01T10:00:00Z");
        assertThat(result.rows().getFirst().buckets())
                .extracting(Bucket::bucket)
                .containsExactly("2011-12-29", "2011-12-31", "2012-01-01");
        assertThat(result.rows().getFirst().buckets())
                .extracting(Bucket::succeeded)
                .containsExactly(0L, 1L, 0L);
    }

    @Test
    void tenThousandBucketsAreAnsweredAndOneMoreIsRefused() {
        DeploymentTable table = table(success("1", "2025-01-01T12:00:00Z", null));
        Instant from = Instant.parse("2000-01-01T00:00:00Z");
        Scope most = new Scope(null, null, from, from.plus(Duration.ofDays(10_000)));
        assertThat(Frequency.compute(table, most, Interval.DAY, ZoneOffset.UTC, LATER)
                        .rows()
                        .getFirst()
                        .buckets())
                .hasSize(10_000);
        Scope tooMany =
                new Scope(null, null, from, from.plus(Duration.ofDays(10_000)).plusMillis(1));
        assertThatThrownBy(() -> Frequency.compute(table, tooMany, Interval.DAY, ZoneOffset.UTC, LATER))
                .isInstanceOf(RangeTooLongException.class)
                .hasMessage("from 2000-01-01 to 2027-05-19 are 10001 days, at most 10000 can be answered at once:"
                        + " narrow from and to, or ask by week");
    }

    @Test
    void anySizeOfRangeIsRefusedWithoutWork() {
        DeploymentTable table = table(success("1", "2025-01-01T12:00:00Z", null));
        Scope forever = new Scope(null, null, Instant.MIN, Instant.MAX);
        assertThatThrownBy(() -> Frequency.compute(table, forever, Interval.WEEK, LONDON, LATER))
                .isInstanceOf(RangeTooLongException.class);
        assertThat(LeadTime.compute(table, forever)).hasSize(1);
    }

    private static long hours(Bucket bucket) {
        return Duration.between(bucket.start(), bucket.end()).toHours();
    }

    private static List<Bucket> buckets(Interval interval, String from, String to, Deployment... records) {
        return compute(table(records), interval, LONDON, from, to)
                .rows()
                .getFirst()
                .buckets();
    }

    private static Frequency.Result compute(
            DeploymentTable table, Interval interval, ZoneId zone, @Nullable String from, @Nullable String to) {
        Scope scope =
                new Scope(null, null, from == null ? null : Instant.parse(from), to == null ? null : Instant.parse(to));
        return Frequency.compute(table, scope, interval, zone, LATER);
    }
}
