package dev.evenkeel.server.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.core.probe.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorStoreTest {
    private static final Instant START = Instant.parse("2026-11-19T10:00:00Z");
    private static final List<Verdict> VERDICTS = List.of(Verdict.values());

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

    @Test
    void belongsToOneProgramAtATime() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), folder.resolve("m.db"));
        var retention = new MonitorStore.Retention(Duration.ofDays(1), 100, Duration.ofDays(90), Duration.ofDays(730));
        for (Path file : List.of(folder.resolve("m.db"), link)) {
            assertThatThrownBy(() -> MonitorStore.open(file, retention).close())
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            file + " is in use by another Evenkeel: end it, or give this one its own monitor.store");
        }
        close();
        open();
        assertThat(store.aliveAt()).isEmpty();
    }

    @Test
    void whatCannotBeOpenedIsNotHeld() throws IOException {
        close();
        Path file = folder.resolve("m.db");
        byte[] good = Files.readAllBytes(file);
        Files.writeString(file, "this is no database at all, and longer than a header".repeat(10));
        assertThatThrownBy(this::open).hasMessageContaining("is not a SQLite file");
        Files.write(file, good);
        open();
    }

    private static Result result(long slot, Instant at, @Nullable String maintenance) {
        return result(slot, at, Verdict.SUCCESS, maintenance);
    }

    private static Result result(long slot, Instant at, Verdict verdict, @Nullable String maintenance) {
        return new Result(
                "c",
                slot,
                at,
                at.plusMillis(1),
                at.plusMillis(4),
                verdict,
                verdict == Verdict.SUCCESS ? null : Cause.TIMEOUT,
                verdict == Verdict.SUCCESS ? null : "no",
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
    void resultsCountOnceBeforeAndAfterTheyAreAddedToTheirMinutes() throws IOException {
        var random = new SplittableRandom(7);
        Map<Instant, Tally> expected = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            // Some come late, as those that waited for an answer do.
            Instant at = START.plusSeconds(2L * i).minusSeconds(random.nextInt(10) == 0 ? 90 : 0);
            String maintenance = random.nextInt(5) == 0 ? "night" : null;
            var batch = new Batch();
            batch.add(result(i, at, VERDICTS.get(random.nextInt(3)), maintenance), Streak.NONE);
            if (random.nextInt(20) == 0) {
                batch.add(new Missed("c", i, i + 2, at, at.plusSeconds(4)));
            }
            batch.minutes()
                    .forEach((minute, tally) ->
                            expected.merge(Instant.ofEpochSecond(minute.number() * 60), tally, Tally::plus));
            store.write(batch, START.plusSeconds(2L * i));
            if (i % 50 == 0) {
                assertThat(counted()).as("after %s", i).isEqualTo(expected);
            }
            if (i == 330) {
                close();
                open();
                assertThat(counted()).as("after a new start").isEqualTo(expected);
            }
        }
        store.tidy(START.plusSeconds(1000));
        assertThat(counted()).isEqualTo(expected);
    }

    private Map<Instant, Tally> counted() throws IOException {
        Map<Instant, Tally> counted = new TreeMap<>();
        new History(store)
                .minutes("check:c", START.minusSeconds(3600), START.plusSeconds(7200))
                .forEach(minute -> counted.put(minute.from(), minute.tally()));
        return counted;
    }

    @Test
    void whatComesAfterAllResultsWereDroppedCounts() throws IOException {
        write(START, 50, Duration.ofSeconds(1));
        Instant later = START.plus(Duration.ofDays(3));
        store.tidy(later);
        write(later, 30, Duration.ofSeconds(1));
        assertThat(new History(store).minutes("check:c", later, later.plusSeconds(60)))
                .extracting(minute -> minute.tally().good())
                .containsExactly(30L);
    }

    @Test
    void aFileOfBeforeCountsItsResultsOnce() throws IOException, SQLException {
        write(START, 30, Duration.ofSeconds(2));
        close();
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("m.db"));
                Statement before = file.createStatement()) {
            before.executeUpdate("DELETE FROM minutes");
            before.executeUpdate("INSERT INTO minutes SELECT id, " + START.getEpochSecond() / 60
                    + ", 30, 0, 0, 0, 90000 FROM series");
            before.executeUpdate("DROP VIEW untallied");
            before.executeUpdate("DELETE FROM meta WHERE name = 'talliedTo'");
            before.executeUpdate("DELETE FROM flyway_schema_history WHERE version = '3'");
            before.executeUpdate("PRAGMA user_version = 2");
        }
        open();
        assertThat(counted()).isEqualTo(Map.of(START, new Tally(30, 0, 0, 0, 90_000)));
        write(START.plusSeconds(59), 1, Duration.ofSeconds(1));
        assertThat(counted()).isEqualTo(Map.of(START, new Tally(31, 0, 0, 0, 93_000)));
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
    void theFirstFailureIsThatOfARunOrElseNoEarlierThanCertain() throws IOException {
        var batch = new Batch();
        batch.add(result(1, START.plusSeconds(5), Verdict.FAILURE, "night"), Streak.NONE);
        batch.add(result(2, START.plusSeconds(10), null), Streak.NONE);
        batch.add(result(3, START.plusSeconds(19), Verdict.FAILURE, null), Streak.NONE);
        batch.add(result(4, START.plusSeconds(21), Verdict.FAILURE, null), Streak.NONE);
        batch.count("route:r", START.plusSeconds(70), new Tally(3, 1, 0, 0, 0));
        store.write(batch, START);
        var history = new History(store);
        Instant now = START.plusSeconds(100);
        assertThat(history.firstBad("check:c", START, now)).isEqualTo(START.plusSeconds(19));
        assertThat(history.firstBad("check:c", START.plusSeconds(20), now)).isEqualTo(START.plusSeconds(21));
        assertThat(history.firstBad("check:c", START.plusSeconds(22), START.plusSeconds(50)))
                .as("in a minute with failures before")
                .isEqualTo(START.plusSeconds(50));
        assertThat(history.firstBad("route:r", START, now)).isEqualTo(now);
        assertThat(history.firstBad("route:r", START, START.plusSeconds(500))).isEqualTo(START.plusSeconds(120));
        assertThat(history.firstBad("route:other", START, now)).isNull();
    }

    @Test
    void aSeriesThatWasNewInABatchThatFailedIsNewInTheNextTry() throws IOException, SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("m.db"));
                Statement other = file.createStatement()) {
            other.executeUpdate("CREATE TRIGGER full BEFORE INSERT ON streaks BEGIN SELECT RAISE(ABORT, 'full'); END");
            assertThatThrownBy(() -> write(START, 3, Duration.ofSeconds(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("full");
            other.executeUpdate("DROP TRIGGER full");
        }
        write(START, 3, Duration.ofSeconds(1));
        assertThat(new History(store).runs("c", START, START.plusSeconds(60), 10))
                .hasSize(3);
        assertThat(counted()).isEqualTo(Map.of(START, new Tally(3, 0, 0, 0, 9_000)));
    }

    @Test
    void theSameRunCountsOnceInTheResults() throws IOException {
        write(START, 1, Duration.ofSeconds(1));
        write(START, 1, Duration.ofSeconds(1));
        assertThat(new History(store).runs("c", START, START.plusSeconds(60), 10))
                .hasSize(1);
    }
}
