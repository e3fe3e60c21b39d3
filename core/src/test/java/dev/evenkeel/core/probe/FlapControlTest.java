package dev.evenkeel.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FlapControlTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void goesDownAfterKFailuresAndBackAfterJSuccesses() {
        assertThat(states(new FlapControl(2, 3), "SSFSFFSSFSSSF"))
                .containsExactly(
                        "up", "up", "up", "up", "up", "down", "down", "down", "down", "down", "down", "up", "up");
    }

    @Test
    void aFirstFailureIsNotYetDown() {
        assertThat(states(new FlapControl(3, 2), "FFF")).containsExactly("unknown", "unknown", "down");
        assertThat(states(new FlapControl(3, 2), "FFS")).containsExactly("unknown", "unknown", "up");
    }

    @Test
    void aSingleLostPacketChangesNothing() {
        assertThat(states(FlapControl.DEFAULT, "SFSFSFSFSF")).containsOnly("up");
    }

    @Test
    void downBeganWithTheFirstOfTheFailures() {
        Streak streak = run(new FlapControl(3, 1), "SSFFFF");
        assertThat(streak.state()).isEqualTo(State.DOWN);
        assertThat(streak.since()).isEqualTo(START.plusSeconds(2));
        assertThat(streak).isEqualTo(new Streak(State.DOWN, START.plusSeconds(2), 0, 4, START.plusSeconds(2)));
    }

    @Property
    void aRestartInTheMiddleChangesNothing(
            @ForAll List<Boolean> runs,
            @ForAll @IntRange(min = 1, max = 5) int down,
            @ForAll @IntRange(min = 1, max = 5) int up) {
        var control = new FlapControl(down, up);
        Streak through = Streak.NONE;
        Streak restored = Streak.NONE;
        Instant at = START;
        for (boolean success : runs) {
            through = control.next(through, success, at);
            restored = control.next(
                    new Streak(
                            restored.state(),
                            restored.since(),
                            restored.successes(),
                            restored.failures(),
                            restored.streakSince()),
                    success,
                    at);
            at = at.plusSeconds(1);
        }
        assertThat(restored).isEqualTo(through);
    }

    @Property
    void followsTheLatestLongStreak(
            @ForAll List<Boolean> runs,
            @ForAll @IntRange(min = 1, max = 4) int down,
            @ForAll @IntRange(min = 1, max = 4) int up) {
        var control = new FlapControl(down, up);
        Streak streak = Streak.NONE;
        Instant at = START;
        for (boolean success : runs) {
            streak = control.next(streak, success, at);
            at = at.plusSeconds(1);
        }
        assertThat(streak.state()).isEqualTo(expected(runs, down, up));
    }

    /** From the definition: look back for the latest streak that was long enough. */
    private static State expected(List<Boolean> runs, int down, int up) {
        for (int end = runs.size(); end > 0; end--) {
            boolean success = runs.get(end - 1);
            int length = 0;
            while (length < end && runs.get(end - 1 - length) == success) {
                length++;
            }
            if (length >= (success ? up : down)) {
                return success ? State.UP : State.DOWN;
            }
        }
        return runs.contains(true) ? State.UP : State.UNKNOWN;
    }

    @Test
    void whatDoesNotCountChangesNothing() {
        var control = new FlapControl(1, 1);
        Streak up = control.next(Streak.NONE, true, START);
        assertThat(control.next(up, result(Verdict.UNKNOWN, Cause.LOCAL, null))).isSameAs(up);
        assertThat(control.next(up, result(Verdict.FAILURE, Cause.TIMEOUT, "night")))
                .isSameAs(up);
        assertThat(control.next(up, result(Verdict.FAILURE, Cause.TIMEOUT, null))
                        .state())
                .isEqualTo(State.DOWN);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new FlapControl(0, 1)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Streak(State.UP, START, 1, 1, START)).hasMessageContaining("can't be");
        assertThatThrownBy(() -> new Streak(State.UP, null, 1, 0, START)).hasMessageContaining("can't be");
        assertThatThrownBy(() -> result(Verdict.SUCCESS, Cause.DNS, null)).hasMessageContaining("doesn't go with");
    }

    private static Result result(Verdict verdict, Cause cause, String maintenance) {
        return new Result(
                "a",
                1,
                START,
                START,
                START,
                verdict,
                cause,
                cause == null ? null : "words",
                null,
                null,
                Timings.EMPTY,
                null,
                maintenance,
                "0af7651916cd43dd8448eb211c80319c");
    }

    private static Streak run(FlapControl control, String runs) {
        Streak streak = Streak.NONE;
        for (int i = 0; i < runs.length(); i++) {
            streak = control.next(streak, runs.charAt(i) == 'S', START.plusSeconds(i));
        }
        return streak;
    }

    private static List<String> states(FlapControl control, String runs) {
        var states = new ArrayList<String>();
        for (int i = 1; i <= runs.length(); i++) {
            states.add(run(control, runs.substring(0, i)).state().label());
        }
        return states;
    }
}
