package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final long MILLI = 1_000_000;

    private final Balancer balancer = new Balancer(new SplittableRandom(3));
    private long now;

    private static final class Endpoint implements Balancer.Endpoint {
        private final EndpointLoad load = new EndpointLoad(0);
        private boolean available = true;

        @Override
        public boolean available(long now) {
            return available;
        }

        @Override
        public EndpointLoad load() {
            return load;
        }

        Endpoint answered(long millis, Outcome outcome, long now) {
            load.onStart();
            load.onEnd(outcome, millis * MILLI, now);
            return this;
        }

        Endpoint ok(long millis) {
            return answered(millis, Outcome.OK, 0);
        }
    }

    private int[] picks(List<Endpoint> endpoints, List<Endpoint> tried, int times) {
        int[] picks = new int[endpoints.size()];
        for (int i = 0; i < times; i++) {
            picks[endpoints.indexOf(balancer.pick(endpoints, tried, now))]++;
        }
        return picks;
    }

    @Test
    void picksNothingOfNothingAndTheOnlyOneAlways() {
        assertThat(balancer.<Endpoint>pick(List.of(), List.of(), 0)).isNull();
        Endpoint only = new Endpoint();
        only.available = false;
        assertThat(balancer.pick(List.of(only), List.of(only), 0)).isSameAs(only);
    }

    @Test
    void spreadsEvenlyOverEquals() {
        List<Endpoint> equals = List.of(new Endpoint().ok(20), new Endpoint().ok(20), new Endpoint().ok(20));
        assertThat(Arrays.stream(picks(equals, List.of(), 9_000)).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(2_800, 3_200));
    }

    @Test
    void prefersTheFasterAndTheLessBusy() {
        Endpoint fast = new Endpoint().ok(10);
        Endpoint slow = new Endpoint().ok(25);
        List<Endpoint> two = List.of(slow, fast);
        assertThat(picks(two, List.of(), 100)).containsExactly(0, 100);
        fast.load.onStart();
        assertThat(picks(two, List.of(), 100)).as("20 against 25").containsExactly(0, 100);
        fast.load.onStart();
        assertThat(picks(two, List.of(), 100)).as("30 against 25").containsExactly(100, 0);
    }

    @Test
    void avoidsOneThatFailsFast() {
        Endpoint failing = new Endpoint();
        for (int i = 0; i < 20; i++) {
            failing.answered(1, Outcome.SERVER_ERROR, i * MILLI);
        }
        Endpoint healthy = new Endpoint().ok(300);
        now = 20 * MILLI;
        assertThat(picks(List.of(failing, healthy), List.of(), 100)).containsExactly(0, 100);
    }

    @Test
    void seesTroubleAtOnceAndForgetsIt() {
        Endpoint troubled = new Endpoint().ok(10).answered(800, Outcome.OK, 10 * MILLI);
        assertThat(troubled.load.latencyNanos(10 * MILLI)).isBetween(799e6, 801e6);
        assertThat(troubled.load.latencyNanos(10_010 * MILLI))
                .as("1/e after ten seconds")
                .isBetween(290e6, 299e6);
        // A fast answer weighs by the time since the last one.
        troubled.answered(10, Outcome.OK, 5_010 * MILLI);
        assertThat(troubled.load.latencyNanos(5_010 * MILLI)).isBetween(485e6, 495e6);
    }

    @Test
    void probesANewEndpointWithOneAttemptAtATime() {
        Endpoint known = new Endpoint().ok(10);
        Endpoint fresh = new Endpoint();
        List<Endpoint> two = List.of(known, fresh);
        assertThat(balancer.pick(two, List.of(), 0)).isSameAs(fresh);
        fresh.load.onStart();
        assertThat(picks(two, List.of(), 100)).containsExactly(100, 0);
        fresh.load.onEnd(Outcome.OK, 5 * MILLI, 0);
        assertThat(fresh.load.inFlight()).isZero();
        assertThat(picks(two, List.of(), 100)).containsExactly(0, 100);
    }

    @Test
    void aNewEndpointThatFailsIsNoBargain() {
        Endpoint known = new Endpoint().ok(900);
        Endpoint fresh = new Endpoint().answered(1, Outcome.CONNECT_FAILED, 0);
        assertThat(picks(List.of(known, fresh), List.of(), 100)).containsExactly(100, 0);
    }

    @Test
    void theLoserOfAHedgeCountsAsSlow() {
        Endpoint loser = new Endpoint().ok(10).answered(400, Outcome.CANCELLED, 0);
        assertThat(loser.load.latencyNanos(0)).isBetween(399e6, 401e6);
        Endpoint early = new Endpoint().ok(10).answered(1, Outcome.CANCELLED, 0);
        assertThat(early.load.latencyNanos(0)).isBetween(9.9e6, 10.1e6);
    }

    @Test
    void triesAnotherOneEachTime() {
        List<Endpoint> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new Endpoint().ok(10L * (i + 1)));
        }
        List<Endpoint> tried = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Endpoint picked = balancer.pick(all, tried, 0);
            assertThat(tried).doesNotContain(picked);
            tried.add(picked);
        }
        assertThat(balancer.pick(all, tried, 0)).as("then any again").isNotNull();
    }

    @Test
    void twoOfManyAreComparedAmongThoseThatAreLeft() {
        List<Endpoint> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(new Endpoint().ok(20));
        }
        all.get(0).available = false;
        int[] picks = picks(all, List.of(), 9_000);
        assertThat(picks[0]).isZero();
        assertThat(List.of(picks[1], picks[2], picks[3]))
                .allSatisfy(count -> assertThat(count).isBetween(2_700, 3_300));
    }

    /** Untried before tried, available before both kinds of unavailable. */
    @Property(tries = 500)
    void picksOfTheBestRank(
            @ForAll @Size(min = 2, max = 8) List<Boolean> available, @ForAll long triedBits, @ForAll long seed) {
        List<Endpoint> all = new ArrayList<>();
        List<Endpoint> tried = new ArrayList<>();
        int best = 3;
        for (int i = 0; i < available.size(); i++) {
            Endpoint endpoint = new Endpoint().ok(10 + i);
            endpoint.available = available.get(i);
            boolean wasTried = ((triedBits >> i) & 1) == 1;
            if (wasTried) {
                tried.add(endpoint);
            }
            all.add(endpoint);
            best = Math.min(best, rank(endpoint, wasTried));
        }
        Endpoint picked = new Balancer(new SplittableRandom(seed)).pick(all, tried, 0);
        assertThat(rank(picked, tried.contains(picked))).isEqualTo(best);
    }

    private static int rank(Endpoint endpoint, boolean tried) {
        return (endpoint.available ? 0 : 2) + (tried ? 1 : 0);
    }
}
