package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.resilience.CircuitBreaker.Permit;
import dev.evenkeel.core.resilience.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    /** Opens at half of ten, for 1, 2, 4, then 5 s; of four trials two failures open it, three successes close it. */
    private static final CircuitBreaker.Settings SETTINGS = new CircuitBreaker.Settings(
            0.5, 10, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(5), 4, Duration.ofSeconds(3));

    private final ManualNanos nanos = new ManualNanos();
    private final CircuitBreaker breaker = new CircuitBreaker(SETTINGS, nanos);

    private void call(boolean success) {
        Permit permit = breaker.tryAcquire();
        assertThat(permit).isNotNull();
        if (success) {
            permit.onSuccess();
        } else {
            permit.onFailure();
        }
    }

    private void calls(int successes, int failures) {
        for (int i = 0; i < successes; i++) {
            call(true);
        }
        for (int i = 0; i < failures; i++) {
            call(false);
        }
    }

    private void open() {
        calls(5, 5);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private List<Permit> trials() {
        List<Permit> permits = new ArrayList<>();
        for (Permit permit = breaker.tryAcquire(); permit != null; permit = breaker.tryAcquire()) {
            permits.add(permit);
        }
        return permits;
    }

    @Test
    void staysClosedBelowTheThreshold() {
        calls(50, 49);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        calls(0, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.openings()).isEqualTo(1);
    }

    @Test
    void needsEnoughCalls() {
        calls(0, 9);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        calls(0, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void forgetsWhatLeftTheWindow() {
        calls(0, 9);
        nanos.advance(Duration.ofSeconds(11));
        calls(0, 9);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void doesNotCountWhatSaysNothing() {
        for (int i = 0; i < 100; i++) {
            breaker.tryAcquire().on(Outcome.CANCELLED);
        }
        calls(0, 9);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void translatesOutcomes() {
        for (int i = 0; i < 5; i++) {
            breaker.tryAcquire().on(Outcome.RATE_LIMITED);
            breaker.tryAcquire().on(Outcome.TIMEOUT);
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void letsNothingPassWhileOpen() {
        open();
        assertThat(breaker.tryAcquire()).isNull();
        nanos.advanceMillis(999);
        assertThat(breaker.available()).isFalse();
        assertThat(breaker.tryAcquire()).isNull();
        nanos.advanceMillis(1);
        assertThat(breaker.available()).isTrue();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void letsABoundedNumberOfTrialsPass() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        assertThat(trials()).hasSize(4);
        assertThat(breaker.available()).isFalse();
    }

    @Test
    void closesAfterEnoughSuccesses() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        List<Permit> trials = trials();
        trials.get(0).onSuccess();
        trials.get(1).onFailure();
        trials.get(2).onSuccess();
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        trials.get(3).onSuccess();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        calls(9, 9);
    }

    @Test
    void opensForLongerAfterEnoughFailures() {
        open();
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            nanos.advanceMillis(seconds * 1_000L - 1);
            assertThat(breaker.tryAcquire()).as("%d s", seconds).isNull();
            nanos.advanceMillis(1);
            List<Permit> trials = trials();
            trials.get(0).onFailure();
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
            trials.get(1).onFailure();
            assertThat(breaker.state()).isEqualTo(State.OPEN);
            trials.get(2).onSuccess();
            trials.get(3).onSuccess();
            assertThat(breaker.state()).as("late results don't count").isEqualTo(State.OPEN);
        }
        assertThat(breaker.openings()).isEqualTo(6);
    }

    private void closeAgain() {
        for (Permit trial : trials()) {
            trial.onSuccess();
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void remembersEarlierOpeningsUntilItWasClosedForLong() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        closeAgain();
        open();
        nanos.advance(Duration.ofSeconds(1));
        assertThat(breaker.tryAcquire()).isNull();
        nanos.advance(Duration.ofSeconds(1));
        closeAgain();
        nanos.advance(Duration.ofSeconds(5));
        open();
        nanos.advance(Duration.ofSeconds(1));
        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void givesIgnoredPermitsOutAgain() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        for (int round = 0; round < 10; round++) {
            List<Permit> trials = trials();
            assertThat(trials).hasSize(4);
            for (Permit trial : trials) {
                trial.onIgnore();
                trial.onIgnore();
            }
        }
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void countsAPermitOnce() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        Permit trial = breaker.tryAcquire();
        for (int i = 0; i < 5; i++) {
            trial.onSuccess();
            trial.onFailure();
        }
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(trials()).hasSize(3);
    }

    @Test
    void writesLostPermitsOff() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        List<Permit> lost = trials();
        nanos.advanceMillis(2_999);
        assertThat(breaker.tryAcquire()).isNull();
        nanos.advanceMillis(1);
        assertThat(breaker.available()).isTrue();
        assertThat(trials()).hasSize(4);
        lost.forEach(Permit::onFailure);
        assertThat(breaker.state()).as("they belong to the trials before").isEqualTo(State.HALF_OPEN);
    }

    @Test
    void servesTheLastEndpointAnyway() {
        open();
        Permit anyway = breaker.acquireAnyway();
        anyway.onFailure();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        breaker.acquireAnyway().onSuccess();
        assertThat(breaker.state()).as("proof of life").isEqualTo(State.HALF_OPEN);
        trials();
        for (int i = 0; i < 3; i++) {
            breaker.acquireAnyway().onSuccess();
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    /** Whatever callers do, but lose permits for good, the breaker never gets stuck. */
    @Property
    void alwaysComesBack(@ForAll @Size(max = 200) List<@IntRange(min = 0, max = 5) Integer> steps) {
        Deque<Permit> held = new ArrayDeque<>();
        for (int step : steps) {
            switch (step) {
                case 0, 1 -> {
                    Permit permit = breaker.tryAcquire();
                    if (permit != null) {
                        held.add(permit);
                    }
                }
                case 2 -> nanos.advanceMillis(700);
                default -> {
                    Permit permit = held.poll();
                    if (permit != null) {
                        permit.on(step == 3 ? Outcome.OK : step == 4 ? Outcome.TIMEOUT : Outcome.CANCELLED);
                    }
                }
            }
        }
        nanos.advance(Duration.ofSeconds(5));
        for (int i = 0; i < 20; i++) {
            Permit permit = breaker.tryAcquire();
            assertThat(permit).as("a permit within the longest wait").isNotNull();
            permit.onSuccess();
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new CircuitBreaker.Settings(0, 1, second, second, second, 1, second))
                .hasMessageContaining("failureRate 0");
        assertThatThrownBy(() -> new CircuitBreaker.Settings(1.1, 1, second, second, second, 1, second))
                .hasMessageContaining("failureRate 1.1");
        assertThatThrownBy(() -> new CircuitBreaker.Settings(1, 0, second, second, second, 1, second))
                .hasMessageContaining("minCalls 0");
        assertThatThrownBy(() -> new CircuitBreaker.Settings(1, 1, second, second, second, 0, second))
                .hasMessageContaining("trials 0");
        assertThatThrownBy(() -> new CircuitBreaker.Settings(1, 1, second, second, Duration.ZERO, 1, second))
                .hasMessageContaining("maxOpen PT0S");
        assertThatThrownBy(() -> new CircuitBreaker.Settings(1, 1, Duration.ZERO, second, second, 1, second))
                .hasMessageContaining("window PT0S");
    }

    @Test
    void isAvailableWhileClosed() {
        assertThat(breaker.available()).isTrue();
        breaker.acquireAnyway().onSuccess();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        calls(4, 5);
        assertThat(breaker.state()).as("it counted").isEqualTo(State.OPEN);
    }

    @Test
    void onlyTrialsThatWereCountedGiveTheirPlaceBack() {
        open();
        nanos.advance(Duration.ofSeconds(1));
        List<Permit> trials = trials();
        assertThat(trials).hasSize(4);

        breaker.acquireAnyway().onIgnore();
        assertThat(breaker.tryAcquire()).isNull();

        trials.getFirst().on(Outcome.CANCELLED);
        trials.getFirst().on(Outcome.CANCELLED);
        assertThat(breaker.available()).isTrue();
        assertThat(trials()).as("one place, given back once").hasSize(1);
    }

    @Test
    void settingsAreAllowedUpToTheirLimits() {
        Duration second = Duration.ofSeconds(1);
        assertThat(new CircuitBreaker.Settings(1, 1, second, second, second, 1, second).trials())
                .isOne();
        Duration none = Duration.ZERO;
        for (Duration[] lengths : new Duration[][] {
            {none, second, second, second}, {second, none, second, second}, {second, second, second, none}
        }) {
            assertThatThrownBy(() ->
                            new CircuitBreaker.Settings(0.5, 1, lengths[0], lengths[1], lengths[2], 1, lengths[3]))
                    .hasMessageContaining("above 0");
        }
    }
}
