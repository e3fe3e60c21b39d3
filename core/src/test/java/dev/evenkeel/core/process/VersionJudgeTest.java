package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.process.Verdict.Outcome;
import dev.evenkeel.core.process.VersionJudge.Settings;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionJudgeTest {
    private static final long[] NO_LATENCIES = {};
    private static final int RUNS = 300;

    private final VersionJudge judge = new VersionJudge(Settings.DEFAULT);

    @Test
    void nothingMeasuredDecidesNothing() {
        Judgement judgement = judge.judge(VersionSample.NONE, VersionSample.NONE);
        assertThat(judgement.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(judgement.confidence()).isEqualTo(0.99);
        assertThat(judge.judge(crashes(100, 3600), VersionSample.NONE).outcome())
                .isEqualTo(Outcome.UNDECIDED);
        assertThat(judge.judge(VersionSample.NONE, crashes(100, 60)).outcome()).isEqualTo(Outcome.UNDECIDED);
    }

    @ParameterizedTest
    @CsvSource({
        // old crashes, in seconds, new crashes, in seconds
        "60, 3600, 1, 60, UNDECIDED",
        "60, 3600, 3, 60, UNDECIDED",
        "60, 3600, 12, 60, WORSE",
        "60, 3600, 0, 60, NOT_WORSE",
        "60, 3600, 4, 240, NOT_WORSE",
        // one that never crashed: a single crash may be anything, two aren't
        "0, 14400, 1, 20, UNDECIDED",
        "0, 14400, 2, 20, WORSE",
        "0, 14400, 0, 600, UNDECIDED",
        // hardly anything is known of the old one
        "1, 30, 3, 30, UNDECIDED",
        "0, 5, 3, 20, UNDECIDED"
    })
    void crashesAreMeasuredByThoseBefore(long old, double oldSeconds, long fresh, double seconds, Outcome outcome) {
        assertThat(judge.judge(crashes(old, oldSeconds), crashes(fresh, seconds))
                        .outcome())
                .isEqualTo(outcome);
    }

    @Test
    void whatLooksWorseAndIsNotProvenIsSuspect() {
        assertThat(judge.judge(crashes(60, 3600), crashes(5, 60)).outcome()).isEqualTo(Outcome.SUSPECT);
        assertThat(judge.judge(crashes(60, 3600), crashes(5, 60)).verdict().reason())
                .startsWith("crashes: 5 in 60 s");
        assertThat(judge.judge(crashes(60, 3600), crashes(5, 300)).outcome()).isNotEqualTo(Outcome.SUSPECT);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10000, 12, 40, WORSE",
        "0, 10000, 6, 20, WORSE",
        "0, 10000, 2, 50, UNDECIDED",
        "0, 10000, 0, 300, NOT_WORSE",
        "0, 10000, 0, 50, UNDECIDED",
        // flaky before, flaky now
        "3000, 10000, 300, 1000, UNDECIDED",
        "3000, 10000, 3000, 10000, NOT_WORSE",
        "3000, 10000, 450, 1000, WORSE",
        "0, 0, 30, 100, UNDECIDED",
        "0, 20, 3, 10, UNDECIDED"
    })
    void failuresAreMeasuredByThoseBefore(long old, long oldRequests, long fresh, long requests, Outcome outcome) {
        Judgement judgement = judge.judge(
                new VersionSample(3600, 60, oldRequests, old, NO_LATENCIES),
                new VersionSample(240, 3, requests, fresh, NO_LATENCIES));
        assertThat(judgement.outcome()).isEqualTo(outcome);
        assertThat(judgement.verdict().outcome()).isEqualTo(outcome);
    }

    @Test
    void latenciesAreComparedByRank() {
        long[] before = uniform(20_000, 200);
        assertThat(latency(before, uniform(20_000, 200))).isEqualTo(Outcome.NOT_WORSE);
        assertThat(latency(before, uniform(30_000, 200))).isEqualTo(Outcome.NOT_WORSE);
        assertThat(latency(before, uniform(80_000, 200))).isEqualTo(Outcome.WORSE);
        assertThat(latency(before, uniform(80_000, 10))).isEqualTo(Outcome.UNDECIDED);
        // A few that hang don't make a version slow.
        long[] outliers = uniform(20_000, 200);
        for (int i = 0; i < 15; i++) {
            outliers[i] = 10_000_000;
        }
        assertThat(latency(before, outliers)).isEqualTo(Outcome.NOT_WORSE);
        // Nothing is slow within ten milliseconds.
        assertThat(latency(uniform(100, 200), uniform(9_000, 200))).isEqualTo(Outcome.NOT_WORSE);
    }

    private Outcome latency(long[] before, long[] now) {
        return judge.judge(new VersionSample(36_000, 600, 0, 0, before), new VersionSample(600, 6, 0, 0, now))
                .outcome();
    }

    @Test
    void theReasonNamesTheEvidence() {
        Judgement judgement = judge.judge(
                new VersionSample(3600, 60, 10_000, 12, NO_LATENCIES), new VersionSample(60, 1, 100, 31, NO_LATENCIES));
        assertThat(judgement.findings()).hasSize(2);
        assertThat(judgement.verdict().reason()).isEqualTo("failed requests: 31 of 100 failed, before 12 of 10000");
        assertThat(judge.judge(crashes(60, 3600), crashes(12, 60)).verdict().reason())
                .isEqualTo("crashes: 12 in 60 s of running time (720.0 an hour), before 60 in 3600 s (60.0 an hour)");
    }

    /** The stated confidence holds over the whole watch, even for a version at the limit of what is tolerated. */
    @Test
    void oneThatIsNoWorseIsSeldomCalledWorse() {
        assertThat(alarms(1.0, 0.05, 0.05)).isLessThanOrEqualTo(RUNS / 100);
        assertThat(alarms(1.2, 0.05, 0.06)).isLessThanOrEqualTo(RUNS / 100);
    }

    @Test
    void oneThatIsMuchWorseIsFoundWithinAMinute() {
        assertThat(alarms(10, 0.05, 0.05)).isGreaterThanOrEqualTo(RUNS * 97 / 100);
        assertThat(alarms(1, 0.01, 0.3)).isEqualTo(RUNS);
    }

    /** How often in {@link #RUNS} watches of four replicas for a minute, looked at every second. */
    private int alarms(double ratio, double oldFailing, double failing) {
        SplittableRandom random = new SplittableRandom(1);
        int alarms = 0;
        for (int run = 0; run < RUNS; run++) {
            VersionSample old = new VersionSample(
                    2400, poisson(random, 40), 2_000, binomial(random, 2_000, oldFailing), NO_LATENCIES);
            long crashes = 0;
            long failures = 0;
            boolean alarm = false;
            for (int look = 1; look <= 60 && !alarm; look++) {
                long more = poisson(random, 4 * ratio / 60);
                long failed = binomial(random, 20, failing);
                crashes += more;
                failures += failed;
                if (more + failed > 0) {
                    VersionSample fresh = new VersionSample(4.0 * look, crashes, 20L * look, failures, NO_LATENCIES);
                    alarm = judge.judge(old, fresh).outcome() == Outcome.WORSE;
                }
            }
            alarms += alarm ? 1 : 0;
        }
        return alarms;
    }

    @Test
    void refusesValuesThatMakeNoSense() {
        assertThatThrownBy(() -> new VersionSample(-1, 0, 0, 0, NO_LATENCIES)).hasMessageContaining("runSeconds");
        assertThatThrownBy(() -> new VersionSample(1, 0, 1, 2, NO_LATENCIES)).hasMessageContaining("2 of 1");
        assertThatThrownBy(() -> new Settings(1, 1, 1, 2, 1, 0.1, 1, 0)).hasMessageContaining("confidence");
        assertThatThrownBy(() -> new Settings(0.9, 0, 1, 2, 1, 0.1, 1, 0)).hasMessageContaining("looks");
        assertThatThrownBy(() -> new Settings(0.9, 1, 2, 2, 1, 0.1, 1, 0)).hasMessageContaining("crashMargin");
        assertThatThrownBy(() -> new Settings(0.9, 1, 1, 2, 1, 0, 1, 0)).hasMessageContaining("failureMargin");
        assertThatThrownBy(() -> new Settings(0.9, 1, 1, 2, 1, 0.1, 0.5, 0)).hasMessageContaining("latencyRatio");
        assertThatThrownBy(() -> new Settings(0.9, 1, 1, 2, 0, 0.1, 1, -1)).hasMessageContaining("minCrashes");
    }

    private static VersionSample crashes(long crashes, double seconds) {
        return new VersionSample(seconds, crashes, 0, 0, NO_LATENCIES);
    }

    /** Evenly from half to one and a half times the mean. */
    private static long[] uniform(long mean, int count) {
        return LongStream.range(0, count).map(i -> mean / 2 + i * mean / count).toArray();
    }

    private static long poisson(SplittableRandom random, double mean) {
        long count = 0;
        double left = mean;
        while ((left += Math.log(1 - random.nextDouble())) > 0) {
            count++;
        }
        return count;
    }

    private static long binomial(SplittableRandom random, int n, double p) {
        long count = 0;
        for (int i = 0; i < n; i++) {
            count += random.nextDouble() < p ? 1 : 0;
        }
        return count;
    }
}
