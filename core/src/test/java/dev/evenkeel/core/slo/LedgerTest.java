package dev.evenkeel.core.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofHours(5);
    private static final List<Duration> WINDOWS = List.of(SHORT, LONG);

    /** So many good and bad, some seconds behind the last; negative for late ones. */
    record Step(int seconds, int good, int bad) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> seconds = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(0, 200)),
                Tuple.of(2, Arbitraries.integers().between(-300, 0)),
                Tuple.of(1, Arbitraries.integers().between(200, 30_000)));
        Arbitrary<Integer> count = Arbitraries.integers().between(0, 9);
        return Combinators.combine(seconds, count, count).as(Step::new).list().ofMaxSize(120);
    }

    @Property(tries = 300)
    void windowsHoldExactlyWhatWasRecordedInTheirMinutes(@ForAll("steps") List<Step> steps) {
        var ledger = new Ledger(new BudgetMethod.Occurrences(), WINDOWS, Slos.START);
        var minutes = new TreeMap<Long, long[]>();
        Instant now = Slos.START;
        Instant latest = now;
        for (Step step : steps) {
            now = latest.plusSeconds(step.seconds);
            latest = now.isAfter(latest) ? now : latest;
            ledger.record(now, step.good, step.bad);
            long[] minute = minutes.computeIfAbsent(now.getEpochSecond() / 60, _ -> new long[2]);
            minute[0] += step.good;
            minute[1] += step.bad;
        }

        for (Duration window : WINDOWS) {
            long last = latest.getEpochSecond() / 60;
            var inside =
                    minutes.subMap(last - window.toMinutes(), false, last, true).values();
            Counts counts = ledger.counts(window);
            assertThat(counts.good())
                    .isEqualTo(inside.stream().mapToLong(m -> m[0]).sum());
            assertThat(counts.bad())
                    .isEqualTo(inside.stream().mapToLong(m -> m[1]).sum());
            assertThat(counts.measured().plus(counts.noData())).isEqualTo(window);
            assertThat(counts.measured().toMinutes())
                    .isEqualTo(inside.stream().filter(m -> m[0] + m[1] > 0).count());
        }
    }

    @Property(tries = 200)
    void slicesAreJudgedByAllOfTheirEvents(@ForAll("steps") List<Step> steps) {
        var method = new BudgetMethod.TimeSlices(Duration.ofMinutes(5), Slos.percent("50"));
        var ledger = new Ledger(method, List.of(LONG), Slos.START);
        var slices = new TreeMap<Long, long[]>();
        Instant latest = Slos.START;
        for (Step step : steps) {
            Instant now = latest.plusSeconds(step.seconds);
            latest = now.isAfter(latest) ? now : latest;
            ledger.record(now, step.good, step.bad);
            long[] slice = slices.computeIfAbsent(now.getEpochSecond() / 300, _ -> new long[2]);
            slice[0] += step.good;
            slice[1] += step.bad;
        }

        long last = latest.getEpochSecond() / 300 - 1;
        List<long[]> over = new ArrayList<>();
        for (Map.Entry<Long, long[]> slice : slices.entrySet()) {
            boolean counts = slice.getValue()[0] + slice.getValue()[1] > 0;
            if (counts && slice.getKey() <= last && slice.getKey() > last - 60) {
                over.add(slice.getValue());
            }
        }
        long bad = over.stream().filter(slice -> slice[0] < slice[1]).count();
        assertThat(ledger.counts(LONG).bad()).isEqualTo(bad);
        assertThat(ledger.counts(LONG).good()).isEqualTo(over.size() - bad);
    }

    @Test
    void everyMinuteIsInOnePlaceOnly() {
        var ledger = new Ledger(new BudgetMethod.Occurrences(), WINDOWS, Slos.START);
        ledger.record(Slos.after(0), 6, 0);
        ledger.gap(Slos.after(60), Slos.after(179), Gap.MAINTENANCE);
        ledger.gap(Slos.after(180), Slos.after(240), Gap.OURS);
        // Measured after all: a restart that took less than a minute.
        ledger.record(Slos.after(240), 1, 1);

        assertThat(ledger.counts(SHORT))
                .isEqualTo(new Counts(
                        7, 1, Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ZERO));
        assertThat(ledger.counts(LONG).noData()).isEqualTo(Duration.ofMinutes(295));

        ledger.advance(Slos.after(240 + 60 * 3));
        assertThat(ledger.counts(SHORT))
                .isEqualTo(new Counts(
                        1, 1, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(3)));
    }

    @Test
    void gapsOfSlicesAreSaidForSlices() {
        var method = new BudgetMethod.TimeSlices(Duration.ofMinutes(1), Slos.percent("95"));
        var ledger = new Ledger(method, WINDOWS, Slos.START);
        ledger.record(Slos.after(0), 6, 0);
        ledger.gap(Slos.after(60), Slos.after(180), Gap.OURS);
        ledger.record(Slos.after(240), 0, 6);
        ledger.advance(Slos.after(300));

        assertThat(ledger.counts(SHORT))
                .isEqualTo(
                        new Counts(1, 1, Duration.ofMinutes(2), Duration.ZERO, Duration.ofMinutes(3), Duration.ZERO));
    }
}
