package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.Block;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Slice;
import dev.evenkeel.core.deployment.TableTime;
import dev.evenkeel.core.deployment.TableView;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often each service is deployed. */
public final class Frequency {
    public static final String DEFINITION =
            "Per service, the deployments with status Succeeded, Failed and RolledBack that started in each calendar"
                    + " day or ISO week (from Monday) of the time zone; without from and to, from the first start in"
                    + " the whole registry to just after the last. A bucket is partial when the range, as far as it has"
                    + " passed, doesn't cover it; mean and median are of the successes per whole bucket.";

    private static final int KINDS = 3;

    private Frequency() {}

    /** How long a bucket is. */
    public enum Interval {
        DAY("day", ChronoUnit.DAYS, "narrow from and to, or ask by week") {
            @Override
            LocalDate startOf(LocalDate date) {
                return date;
            }

            @Override
            String label(LocalDate start) {
                return start.toString();
            }
        },
        WEEK("week", ChronoUnit.WEEKS, "narrow from and to") {
            @Override
            LocalDate startOf(LocalDate date) {
                return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            }

            @Override
            String label(LocalDate start) {
                return "%04d-W%02d"
                        .formatted(start.get(IsoFields.WEEK_BASED_YEAR), start.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            }
        };

        private final String label;
        private final ChronoUnit unit;
        private final String remedy;

        Interval(String label, ChronoUnit unit, String remedy) {
            this.label = label;
            this.unit = unit;
            this.remedy = remedy;
        }

        /** The first day of the bucket that a day is in. */
        abstract LocalDate startOf(LocalDate date);

        /** The name of the bucket that starts on a day: a date as in 2025-01-31, or an ISO week as in 2025-W05. */
        abstract String label(LocalDate start);

        ChronoUnit unit() {
            return unit;
        }

        /** What to do about too many buckets. */
        String remedy() {
            return remedy;
        }

        /** The name on the wire: {@code day} or {@code week}. */
        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * The frequencies of all services in scope over the same range.
     *
     * @param from the start of the range, null when none was given and there are no records
     * @param to its end, exclusive, null likewise
     */
    public record Result(@Nullable Instant from, @Nullable Instant to, List<Row> rows) {}

    /**
     * One service.
     *
     * @param wholeBuckets how many buckets aren't partial; without any, mean and median are null
     * @param meanPerBucket successes per whole bucket
     * @param medianPerBucket successes per whole bucket
     * @param buckets all that the range touches, in order, those without deployments too
     */
    public record Row(
            String service,
            long succeeded,
            long failed,
            long rolledBack,
            int wholeBuckets,
            @Nullable Double meanPerBucket,
            @Nullable Double medianPerBucket,
            List<Bucket> buckets) {}

    /**
     * A day or week, and how many deployments started in it and in the range.
     *
     * @param bucket a date, or an ISO week as in 2025-W01
     * @param end exclusive
     * @param partial whether the range, as far as it has passed, covers only a part
     */
    public record Bucket(
            String bucket, Instant start, Instant end, long succeeded, long failed, long rolledBack, boolean partial) {}

    /**
     * The frequency of each service with at least one deployment in scope, sorted by service.
     *
     * @param zone whose days and weeks are meant
     * @param asOf now: what comes later hasn't passed
     * @throws RangeTooLongException when there would be more than 10,000 buckets
     */
    public static Result compute(DeploymentTable table, Scope scope, Interval interval, ZoneId zone, Instant asOf) {
        TableView view = table.view();
        Instant from = scope.from() != null ? scope.from() : view.firstStartedAt();
        Instant last = view.lastStartedAt();
        Instant to = scope.to() != null ? scope.to() : last == null ? null : last.plusMillis(1);
        List<Row> rows = List.of();
        if (from != null && to != null) {
            Calendar calendar = new Calendar(TableTime.floor(from), TableTime.ceil(to), interval, zone);
            Instant covered = to.isAfter(asOf) ? asOf : to;
            boolean[] partial = new boolean[calendar.size()];
            for (int i = 0; i < partial.length; i++) {
                partial[i] = calendar.start(i).isBefore(from) || calendar.end(i).isAfter(covered);
            }
            rows = Selection.byService(view, scope, service -> row(service, calendar, partial));
        }
        return new Result(from, to, rows);
    }

    private static Row row(List<Selection> service, Calendar calendar, boolean[] partial) {
        int[] counts = new int[KINDS * calendar.size()];
        for (Selection selection : service) {
            count(selection.slices(), calendar, counts);
        }
        List<Bucket> buckets = new ArrayList<>(calendar.size());
        long[] totals = new long[KINDS];
        int[] successes = new int[calendar.size()];
        int whole = 0;
        for (int i = 0; i < calendar.size(); i++) {
            int succeeded = counts[KINDS * i];
            int failed = counts[KINDS * i + 1];
            int rolledBack = counts[KINDS * i + 2];
            totals[0] += succeeded;
            totals[1] += failed;
            totals[2] += rolledBack;
            if (!partial[i]) {
                successes[whole++] = succeeded;
            }
            buckets.add(new Bucket(
                    calendar.label(i), calendar.start(i), calendar.end(i), succeeded, failed, rolledBack, partial[i]));
        }
        return new Row(
                service.getFirst().service(),
                totals[0],
                totals[1],
                totals[2],
                whole,
                Statistics.mean(successes, whole),
                Statistics.median(successes, whole),
                buckets);
    }

    /** Walks rows and buckets side by side, both being in the order of time. */
    private static void count(List<Slice> slices, Calendar calendar, int[] counts) {
        int bucket = 0;
        for (Slice slice : slices) {
            Block block = slice.block();
            int row = slice.first();
            while (row < slice.end()) {
                long start = block.startedAt(row);
                while (calendar.bound(bucket + 1) <= start) {
                    bucket++;
                }
                long bound = calendar.bound(bucket + 1);
                int end = block.startedAt(slice.end() - 1) < bound ? slice.end() : block.firstNotBefore(bound, row);
                block.countEnds(row, end, counts, KINDS * bucket);
                row = end;
            }
        }
    }
}
