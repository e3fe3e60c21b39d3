package dev.evenkeel.core.insight;

import dev.evenkeel.core.insight.Frequency.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The days or ISO weeks of a time zone that a range touches, one behind the other. */
final class Calendar {
    /** How many buckets a range may have. */
    static final int MOST_BUCKETS = 10_000;

    private final List<String> labels = new ArrayList<>();
    private final List<Instant> starts = new ArrayList<>();

    /** The bounds in milliseconds: where each bucket starts, and where the last one ends. */
    private final long[] bounds;

    /**
     * The buckets that a range touches; none when it is empty.
     *
     * @param from the first millisecond
     * @param to the millisecond behind the last one
     */
    Calendar(long from, long to, Interval interval, ZoneId zone) {
        if (from < to) {
            fill(interval.startOf(date(from, zone)), interval.startOf(date(to - 1, zone)), interval, zone);
        }
        bounds = new long[starts.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = starts.get(i).toEpochMilli();
        }
    }

    int size() {
        return labels.size();
    }

    String label(int bucket) {
        return labels.get(bucket);
    }

    Instant start(int bucket) {
        return starts.get(bucket);
    }

    Instant end(int bucket) {
        return starts.get(bucket + 1);
    }

    /** The first millisecond of a bucket; of the one behind the last, where that ends. */
    long bound(int bucket) {
        return bounds[bucket];
    }

    private void fill(LocalDate first, LocalDate last, Interval interval, ZoneId zone) {
        long count = interval.unit().between(first, last) + 1;
        if (count > MOST_BUCKETS) {
            throw new RangeTooLongException("from %s to %s are %d %ss, at most %d can be answered at once: %s"
                    .formatted(first, last, count, interval, MOST_BUCKETS, interval.remedy()));
        }
        LocalDate date = first;
        for (; !date.isAfter(last); date = date.plus(1, interval.unit())) {
            Instant start = date.atStartOfDay(zone).toInstant();
            // A day that a zone skipped when it changed sides of the date line starts when the next one does.
            if (starts.isEmpty() || start.isAfter(starts.getLast())) {
                starts.add(start);
                labels.add(interval.label(date));
            } else {
                labels.set(labels.size() - 1, interval.label(date));
            }
        }
        starts.add(date.atStartOfDay(zone).toInstant());
    }

    private static LocalDate date(long millis, ZoneId zone) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }
}
