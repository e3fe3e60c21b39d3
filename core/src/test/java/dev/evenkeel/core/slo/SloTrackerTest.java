package dev.evenkeel.core.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SloTrackerTest {
    private static final int INTERVAL = 10;

    /** One result each ten seconds, from one second to before another. */
    private static List<BurnAlert.Change> feed(SloTracker tracker, int from, int to, boolean good) {
        var changes = new ArrayList<BurnAlert.Change>();
        for (int at = from; at < to; at += INTERVAL) {
            tracker.ledger().record(Slos.after(at), good ? 1 : 0, good ? 0 : 1);
            changes.addAll(tracker.evaluate(Slos.after(at)));
        }
        return changes;
    }

    @Test
    void aRestartInAnOutageNeitherEndsNorRepeatsTheAlert() {
        Slo slo = Slos.checks("99.9");
        SloTracker before = Slos.tracker(slo);
        feed(before, 0, 3600, true);
        List<BurnAlert.Change> changes = feed(before, 3600, 3600 + 90, false);
        assertThat(changes).extracting(c -> c.rule().name()).containsExactly("burn-14.4x");
        Instant since = changes.getFirst().since();

        // Away for half an hour; what was counted and what fired was remembered.
        var after = new SloTracker(slo, Slos.START, Map.of("burn-14.4x", since));
        feedSilently(after, 0, 3600, true);
        feedSilently(after, 3600, 3600 + 90, false);
        int back = 3600 + 90 + 1800;
        after.ledger().gap(Slos.after(3600 + 120), Slos.after(back - 60), Gap.OURS);

        assertThat(after.evaluate(Slos.after(back))).isEmpty();
        assertThat(feed(after, back, back + 600, false))
                .as("only the slower rules, which had not fired")
                .allMatch(BurnAlert.Change::firing)
                .noneMatch(c -> c.rule().name().equals("burn-14.4x"));
        assertThat(after.standing(Slos.after(back + 600)).counts().ours()).isEqualTo(Duration.ofMinutes(29));

        BurnAlert.Change end = feed(after, back + 600, back + 1200, true).getFirst();
        assertThat(end.firing()).isFalse();
        assertThat(end.since()).isEqualTo(since);
    }

    private static void feedSilently(SloTracker tracker, int from, int to, boolean good) {
        for (int at = from; at < to; at += INTERVAL) {
            tracker.ledger().record(Slos.after(at), good ? 1 : 0, good ? 0 : 1);
        }
    }

    @Test
    void anAlertEndsWhenNothingIsKnownAnyMore() {
        SloTracker tracker = Slos.tracker(Slos.checks("99.9"));
        assertThat(feed(tracker, 0, 60, false)).hasSize(1);

        assertThat(tracker.evaluate(Slos.after(3540))).isEmpty();
        assertThat(tracker.evaluate(Slos.after(3600 + 60)))
                .singleElement()
                .satisfies(c -> assertThat(c.firing()).isFalse());
    }

    @Test
    void theFirstFailuresAfterAStartAreNotAllThereIs() {
        SloTracker tracker = Slos.tracker(Slos.checks("99.9"));
        assertThat(feed(tracker, 0, 50, false)).isEmpty();
        assertThat(feed(tracker, 50, 60, false)).hasSize(1);
    }

    @Test
    void forecastsGoOnAsItWent() {
        SloTracker tracker = Slos.tracker(Slos.checks("99.9"));
        // 30 days at one check each ten seconds allow 259.2 failures.
        int hours = 6;
        for (int at = 0; at < hours * 3600; at += INTERVAL) {
            boolean bad = at / INTERVAL % 100 == 0;
            tracker.ledger().record(Slos.after(at), bad ? 0 : 1, bad ? 1 : 0);
        }
        Instant now = Slos.after(hours * 3600 - 1);
        SloTracker.Standing standing = tracker.standing(now);

        // 22 of 2,160 in six hours: 3.67 an hour, and 237.2 are left.
        assertThat(standing.budget().bad()).isEqualTo(22);
        Instant spentAt = standing.spentAt();
        assertThat(spentAt).isNotNull();
        assertThat(Duration.between(now, spentAt).toMinutes()).isBetween(64 * 60L, 66 * 60L);
    }

    @Test
    void whatLeavesTheWindowIsNotSpentAnyMore() {
        SloTracker tracker = Slos.tracker(Slos.checks("99.9"));
        // A share of 0.1 % lasts for ever: the oldest failures leave as the new ones come.
        for (int at = 0; at < 31 * 86_400; at += INTERVAL) {
            boolean bad = at / INTERVAL % 1100 == 0;
            tracker.ledger().record(Slos.after(at), bad ? 0 : 1, bad ? 1 : 0);
        }
        assertThat(tracker.standing(Slos.after(31 * 86_400 - 1)).spentAt()).isNull();
        assertThat(tracker.standing(Slos.after(31 * 86_400 - 1)).budget().remaining())
                .isBetween(0.08, 0.10);
    }

    @Test
    void aSpentBudgetIsSpentNow() {
        SloTracker tracker = Slos.tracker(Slos.checks("99.9"));
        feed(tracker, 0, 2600, false);
        Instant now = Slos.after(2600);
        assertThat(tracker.standing(now).spentAt()).isEqualTo(now);
        assertThat(tracker.standing(now).budget().remaining()).isNegative();
    }

    @Test
    void ratesAreInUnitsOfTheBudget() {
        SloTracker tracker = Slos.tracker(Slos.checks("99"));
        feed(tracker, 0, 360, false);
        assertThat(tracker.standing(Slos.after(359)).rates())
                .extracting(rate -> Spans.words(rate.window()) + " " + Math.round(rate.rate() * 100) / 100.0)
                .contains("1 h 10.0", "6 h 1.67", "5 min 100.0");
    }

    @Test
    void routesCountWhatThereIs() {
        Slo slo = Slos.planned(
                new Slo("r", Slos.percent("99.9"), Slos.MONTH, new BudgetMethod.Occurrences(), 0, List.of()));
        SloTracker tracker = Slos.tracker(slo);
        tracker.ledger().record(Slos.after(0), 980, 20);
        assertThat(tracker.evaluate(Slos.after(1))).hasSize(4);
        assertThat(tracker.standing(Slos.after(1)).budget().attained()).isEqualTo(0.98);
    }
}
