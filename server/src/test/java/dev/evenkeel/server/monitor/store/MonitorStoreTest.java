package dev.evenkeel.server.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.core.probe.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorStoreTest {
    private static final Instant START = Instant.parse("2026-11-19T10:00:00Z");

    @TempDir
    private Path folder;

    private MonitorStore store;

    @BeforeEach
    void open() throws IOException {
        store = MonitorStore.open(
                folder.resolve("m.db"),
                new MonitorStore.Retention(Duration.ofDays(1), 100, Duration.ofDays(90), Duration.ofDays(730)));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static Result result(long slot, Instant at, @Nullable String maintenance) {
        return new Result(
                "c",
                slot,
                at,
                at.plusMillis(1),
                at.plusMillis(4),
                Verdict.SUCCESS,
                null,
                null,
                200,
                "127.0.0.1",
                Timings.EMPTY,
                null,
                maintenance,
                "t");
    }

    private void write(Instant from, int count, Duration every) throws IOException {
        var batch = new Batch();
        for (int i = 0; i < count; i++) {
            Instant at = from.plus(every.multipliedBy(i));
            batch.add(result(at.getEpochSecond(), at, null), new Streak(State.UP, from, i + 1, 0, from));
        }
        store.write(batch, from);
    }

    @Test
    void keepsResultsMinutesAndStreaks() throws IOException {
        write(START, 30, Duration.ofSeconds(10));
        close();
        open();
        var history = new History(store);
        List<History.Run> runs = history.runs("c", START, START.plusSeconds(3600), 1000);
        assertThat(runs).hasSize(30);
        assertThat(runs.getFirst().intendedAt()).isEqualTo(START.plusSeconds(290));
        assertThat(runs.getFirst().latencySeconds()).isEqualTo(0.003);
        assertThat(history.minutes("check:c", START, START.plusSeconds(3600)))
                .hasSize(5)
                .allSatisfy(minute -> assertThat(minute.tally()).isEqualTo(new Tally(6, 0, 0, 0, 18_000)));
        assertThat(store.memory().streakOf("c")).isEqualTo(new Streak(State.UP, START, 30, 0, START));
        assertThat(store.memory().lastRunOf("c")).isEqualTo(START.plusSeconds(290));
        assertThat(store.memory().streakOf("other")).isEqualTo(Streak.NONE);
        assertThat(store.aliveAt()).contains(START);
        assertThat(history.runs("other", START, START.plusSeconds(60), 10)).isEmpty();
    }

    @Test
    void aStreakIsCompletedByTheResultsSinceItWasWritten() throws IOException {
        Streak up = new Streak(State.UP, START, 2, 0, START);
        for (int i = 0; i < 40; i++) {
            Instant at = START.plusSeconds(10L * i);
            var batch = new Batch();
            batch.add(result(i, at, i == 20 ? "night" : null), up);
            store.write(batch, at);
            up = i + 1 == 20 ? up : new Streak(State.UP, START, up.successes() + 1, 0, START);
        }
        Streak last = new Streak(State.UP, START, up.successes() - 1, 0, START);
        assertThat(store.memory().streakOf("c")).isEqualTo(last);
        assertThat(store.memory().lastRunOf("c")).isEqualTo(START.plusSeconds(390));

        // What begins to say something else is there at once.
        Streak doubt = new Streak(State.UP, START, 0, 1, START.plusSeconds(400));
        var batch = new Batch();
        batch.add(result(40, START.plusSeconds(400), null), doubt);
        store.write(batch, START.plusSeconds(400));
        assertThat(store.memory().streakOf("c")).isEqualTo(doubt);
    }

    @Test
    void maintenanceAndWhatWeMissedAreCountedApart() throws IOException {
        var batch = new Batch();
        batch.add(result(1, START, "night"), Streak.NONE);
        batch.add(new Missed("c", 2, 12, START.plusSeconds(60), START.plusSeconds(170)));
        store.write(batch, START);
        assertThat(new History(store).minutes("check:c", START, START.plusSeconds(600)))
                .extracting(History.Stretch::tally)
                .containsExactly(new Tally(0, 0, 1, 0, 0), new Tally(0, 0, 0, 6, 0), new Tally(0, 0, 0, 6, 0));
    }

    @Test
    void foldsMinutesIntoHoursAndDropsWhatIsOld() throws IOException {
        write(START, 120, Duration.ofMinutes(1));
        var history = new History(store);
        Instant later = START.plus(Duration.ofDays(91));
        store.tidy(later);

        assertThat(history.runs("c", Instant.EPOCH, later, 1000)).isEmpty();
        assertThat(history.minutes("check:c", START, later)).isEmpty();
        assertThat(history.stretches("check:c", START, later))
                .extracting(stretch ->
                        stretch.length().toHours() + " " + stretch.tally().good())
                .containsExactly("1 60", "1 60");
        assertThat(store.memory().streakOf("c").successes()).isEqualTo(120);

        store.tidy(START.plus(Duration.ofDays(800)));
        assertThat(history.stretches("check:c", START, later)).isEmpty();
    }

    @Test
    void neverKeepsMoreSingleResultsThanItMay() throws IOException {
        write(START, 250, Duration.ofSeconds(1));
        store.tidy(START.plusSeconds(300));
        List<History.Run> runs = new History(store).runs("c", START, START.plusSeconds(3600), 1000);
        assertThat(runs).hasSize(100);
        assertThat(runs.getFirst().slot()).isEqualTo(START.plusSeconds(249).getEpochSecond());
        assertThat(new History(store).minutes("check:c", START, START.plusSeconds(600)))
                .as("their counts stay")
                .hasSize(5);
    }

    @Test
    void theSameRunCountsOnceInTheResults() throws IOException {
        write(START, 1, Duration.ofSeconds(1));
        write(START, 1, Duration.ofSeconds(1));
        assertThat(new History(store).runs("c", START, START.plusSeconds(60), 10))
                .hasSize(1);
    }
}
