package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.resilience.ConcurrencyLimit.Permit;
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

class ConcurrencyLimitTest {
    private static final long MILLI = 1_000_000;

    private final ManualNanos nanos = new ManualNanos();
    private final ConcurrencyLimit limit = new ConcurrencyLimit(settings(10, 1_000, 100), nanos);

    private static ConcurrencyLimit.Settings settings(int min, int max, int initial) {
        return new ConcurrencyLimit.Settings(min, max, initial, 1.5, Duration.ofMillis(100), 20, 0.1);
    }

    /** Fills the limit to a share, lets all end after {@code rttMillis}, of which {@code dropped} are dropped. */
    private void round(double share, long rttMillis, int dropped) {
        List<Permit> permits = new ArrayList<>();
        int wanted = (int) Math.ceil(limit.limit() * share);
        for (int i = 0; i < wanted; i++) {
            Permit permit = limit.tryAcquire();
            assertThat(permit).isNotNull();
            permits.add(permit);
        }
        nanos.advanceMillis(Math.max(100, rttMillis));
        for (int i = 0; i < permits.size(); i++) {
            if (i < dropped) {
                permits.get(i).onDropped();
            } else {
                permits.get(i).onSuccess(rttMillis * MILLI);
            }
        }
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void refusesBeyondTheLimit() {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            permits.add(limit.tryAcquire());
        }
        assertThat(permits).doesNotContainNull();
        assertThat(limit.tryAcquire()).isNull();
        assertThat(limit.inFlight()).isEqualTo(100);
        permits.getFirst().onIgnore();
        assertThat(limit.tryAcquire()).isNotNull();
        assertThat(limit.tryAcquire()).isNull();
    }

    @Test
    void takesEachPermitBackOnce() {
        Permit permit = limit.tryAcquire();
        permit.onIgnore();
        permit.onSuccess(1);
        permit.onDropped();
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void growsWhileAnswersStayAsFastAsEver() {
        for (int i = 0; i < 50; i++) {
            round(1, 20, 0);
        }
        assertThat(limit.limit()).isBetween(200, 400);
        for (int i = 0; i < 500; i++) {
            round(1, 20, 0);
        }
        assertThat(limit.limit()).isEqualTo(1_000);
    }

    @Test
    void shrinksWhenAnswersSlowDown() {
        for (int i = 0; i < 10; i++) {
            round(1, 20, 0);
        }
        int before = limit.limit();
        for (int i = 0; i < 5; i++) {
            round(1, 100, 0);
        }
        assertThat(limit.limit()).isLessThan(before * 80 / 100);
    }

    @Test
    void toleratesHalfAsSlowAgain() {
        for (int i = 0; i < 10; i++) {
            round(1, 20, 0);
        }
        int before = limit.limit();
        for (int i = 0; i < 5; i++) {
            round(1, 29, 0);
        }
        assertThat(limit.limit()).isGreaterThan(before);
    }

    @Test
    void shrinksByATenthWhenManyAreDropped() {
        round(1, 20, 11);
        round(1, 20, 0);
        assertThat(limit.limit()).isLessThanOrEqualTo(93);
        for (int i = 0; i < 100; i++) {
            round(1, 20, limit.limit());
        }
        assertThat(limit.limit()).as("the minimum").isEqualTo(10);
    }

    @Test
    void aFewDropsDontShrinkIt() {
        for (int i = 0; i < 20; i++) {
            round(1, 20, limit.limit() / 20);
        }
        assertThat(limit.limit()).isGreaterThan(120);
    }

    @Test
    void keepsStillWhileLittleOfItIsUsed() {
        for (int i = 0; i < 20; i++) {
            round(0.4, 20, 15);
        }
        assertThat(limit.limit()).isEqualTo(100);
    }

    @Test
    void permitsThatSayNothingChangeNothing() {
        for (int i = 0; i < 1_000; i++) {
            limit.tryAcquire().onIgnore();
            nanos.advanceMillis(10);
        }
        assertThat(limit.limit()).isEqualTo(100);
    }

    /** An upstream that works on 40 at a time and queues the rest: the limit settles near what it can do. */
    @Test
    void settlesNearWhatTheUpstreamCanDo() {
        for (int i = 0; i < 10; i++) {
            round(0.3, 20, 0);
        }
        int sum = 0;
        for (int i = 0; i < 6_000; i++) {
            long rtt = Math.max(20, 20L * limit.limit() / 40);
            round(1, rtt, 0);
            if (i >= 5_900) {
                sum += limit.limit();
            }
        }
        assertThat(sum / 100).isBetween(40, 160);
    }

    /** It became slower by itself, so that fewer attempts at a time don't help. */
    @Test
    void acceptsThatTheUpstreamBecameSlower() {
        for (int i = 0; i < 20; i++) {
            round(1, 20, 0);
        }
        int before = limit.limit();
        int least = before;
        for (int i = 0; i < 200; i++) {
            round(1, 60, 0);
            least = Math.min(least, limit.limit());
        }
        assertThat(least).isBetween(before / 4, before * 3 / 4);
        assertThat(limit.limit()).isGreaterThan(before);
    }

    @Property(tries = 300)
    void neitherLeaksNorOverruns(@ForAll @Size(max = 300) List<@IntRange(min = 0, max = 4) Integer> steps) {
        ConcurrencyLimit small = new ConcurrencyLimit(settings(2, 8, 4), nanos);
        Deque<Permit> held = new ArrayDeque<>();
        for (int step : steps) {
            if (step <= 1) {
                Permit permit = small.tryAcquire();
                assertThat(permit == null).isEqualTo(held.size() >= small.limit());
                if (permit != null) {
                    held.add(permit);
                }
            } else if (!held.isEmpty()) {
                Permit permit = held.poll();
                switch (step) {
                    case 2 -> permit.onSuccess(20 * MILLI);
                    case 3 -> permit.onDropped();
                    default -> permit.onIgnore();
                }
            }
            nanos.advanceMillis(20);
            assertThat(small.inFlight()).isEqualTo(held.size());
            assertThat(small.limit()).isBetween(2, 8);
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> settings(0, 2, 1)).hasMessageContaining("min 0");
        assertThatThrownBy(() -> settings(2, 2, 1)).hasMessageContaining("initial 1");
        assertThatThrownBy(() -> settings(1, 2, 3)).hasMessageContaining("max 2");
        assertThatThrownBy(() -> new ConcurrencyLimit.Settings(1, 2, 1, 0.9, Duration.ofSeconds(1), 1, 0))
                .hasMessageContaining("0.9");
    }

    @Test
    void theFirstAnswersAreTheMeasure() {
        round(1, 500, 0);
        assertThat(limit.limit()).isEqualTo(102);
    }

    @Test
    void getsUsedToAFasterUpstream() {
        for (int i = 0; i < 3; i++) {
            round(1, 100, 0);
        }
        for (int i = 0; i < 30; i++) {
            round(1, 20, 0);
        }
        int before = limit.limit();
        round(1, 60, 0);
        round(1, 60, 0);
        assertThat(limit.limit()).as("60 ms are slow by now").isLessThan(before);
    }

    @Test
    void learnsASlowerPaceWhileThereIsLittleToDo() {
        for (int i = 0; i < 10; i++) {
            round(1, 20, 0);
        }
        round(0.3, 20, 0); // The window before still had all under way when it ended.
        int before = limit.limit();
        for (int i = 0; i < 100; i++) {
            round(0.3, 60, 0);
        }
        assertThat(limit.limit()).as("not used, not judged").isEqualTo(before);
        round(1, 60, 0);
        round(1, 60, 0);
        assertThat(limit.limit()).isGreaterThan(before);
    }

    @Test
    void waitsForTheEndOfTheWindowAndForEnoughAnswers() {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            permits.add(limit.tryAcquire());
        }
        permits.subList(0, 50).forEach(permit -> permit.onSuccess(20 * MILLI));
        assertThat(limit.limit()).as("before the end of the window").isEqualTo(100);
        nanos.advanceMillis(100);
        permits.get(50).onSuccess(20 * MILLI);
        assertThat(limit.limit()).isEqualTo(102);
        nanos.advanceMillis(99);
        permits.subList(51, 99).forEach(permit -> permit.onSuccess(20 * MILLI));
        assertThat(limit.limit()).as("before the end of the next").isEqualTo(102);
    }
}
