package dev.evenkeel.server.monitor.store;

import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.probe.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came in since the last write: runs, and what they add to each minute. Not safe for use by many threads. */
public final class Batch {
    /** A minute of a series. */
    public record Minute(String series, long number) {}

    /** The newest that is believed of a check, and when its last run was to start. */
    record Belief(Streak streak, Instant lastRun) {}

    private final List<Result> results = new ArrayList<>();
    private final Map<Minute, Tally> minutes = new LinkedHashMap<>();
    private final Map<Minute, Tally> withoutResult = new LinkedHashMap<>();
    private final Map<String, Belief> beliefs = new HashMap<>();

    public void add(Result result, Streak after) {
        results.add(result);
        beliefs.put(result.check(), new Belief(after, result.intendedStart()));
        long micros = result.latency().toNanos() / 1000;
        Tally one;
        if (result.maintenance() != null) {
            one = new Tally(0, 0, 1, 0, 0);
        } else if (result.verdict() == Verdict.UNKNOWN) {
            one = new Tally(0, 0, 0, 1, 0);
        } else {
            one = result.succeeded() ? new Tally(1, 0, 0, 0, micros) : new Tally(0, 1, 0, 0, micros);
        }
        add(minutes, checkSeries(result.check()), result.intendedStart(), one);
    }

    /** Slots without a run, spread over their minutes. */
    public void add(Missed missed) {
        String series = checkSeries(missed.check());
        long steps = Math.max(1, missed.count() - 1);
        long span = missed.to().toEpochMilli() - missed.from().toEpochMilli();
        // A bound on the work after a long sleep: minutes, not slots.
        long minutesSpanned = span / 60_000 + 1;
        if (missed.count() <= minutesSpanned) {
            for (long i = 0; i < missed.count(); i++) {
                count(series, missed.from().plusMillis(span * i / steps), new Tally(0, 0, 0, 1, 0));
            }
            return;
        }
        for (long i = 0; i < minutesSpanned; i++) {
            long slots = missed.count() * (i + 1) / minutesSpanned - missed.count() * i / minutesSpanned;
            count(series, missed.from().plusMillis(i * 60_000), new Tally(0, 0, 0, slots, 0));
        }
    }

    /** Adds to the minute of an instant what no result tells. */
    public void count(String series, Instant at, Tally tally) {
        add(minutes, series, at, tally);
        add(withoutResult, series, at, tally);
    }

    private static void add(Map<Minute, Tally> minutes, String series, Instant at, Tally tally) {
        minutes.merge(new Minute(series, Math.floorDiv(at.getEpochSecond(), 60)), tally, Tally::plus);
    }

    public boolean isEmpty() {
        return results.isEmpty() && minutes.isEmpty();
    }

    public List<Result> results() {
        return results;
    }

    /** All that is to be counted. */
    public Map<Minute, Tally> minutes() {
        return minutes;
    }

    /** Of that, what can't be counted from the results. */
    Map<Minute, Tally> withoutResult() {
        return withoutResult;
    }

    Map<String, Belief> beliefs() {
        return beliefs;
    }

    /** How the counts of a check are named. */
    public static String checkSeries(String check) {
        return "check:" + check;
    }
}
