package dev.evenkeel.core.process;

import dev.evenkeel.core.process.Judgement.Finding;
import dev.evenkeel.core.process.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says whether a new version is worse than the old one was. What the old one did is the measure: a service that crashed
 * once a minute before may go on so.
 *
 * <p>The error allowed, 1 − confidence, is for the whole watch, shared by the three comparisons and by the looks taken:
 *
 * <ul>
 *   <li>Crashes are taken for Poisson events. Given the sum of both counts the new one's is binomial (Przyborowski and
 *       Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31, 1940); tested is
 *       whether its rate is above {@code crashRatio} times the old one's. Only a crash can turn the answer to worse, so
 *       each gets a share of the error, all of them together no more than the whole.
 *   <li>Failed requests are taken for binomial. The old version's share is at most the upper end of its exact interval
 *       (Clopper and Pearson, Biometrika 26, 1934); tested is whether the new one's is above that by {@code
 *       failureMargin}. Half of the error goes to either step (Bonferroni), and the second is split among the looks.
 *   <li>Latencies are compared by rank (Mann and Whitney, "On a test of whether one of two random variables is
 *       stochastically larger than the other", 1947; normal approximation with ties), so that a few outliers don't
 *       count: the new one's with the old one's times {@code latencyRatio} plus {@code latencySlackMicros}.
 * </ul>
 *
 * <p>A version is suspect while the evidence is what a version that is no worse would show at one look in twenty: by its
 * crashes or its failed requests.
 *
 * <p>"Not worse" needs 95 % at each look: fewer than {@code crashMargin} times the crashes, and a failed share above the
 * old one's by at most twice the margin.
 */
public final class VersionJudge {
    private static final double NOT_WORSE_ERROR = 0.05;
    private static final double SUSPECT_ERROR = 0.05;
    private static final int MIN_LATENCIES = 20;
    private static final int EVEN_CRASHES = 40;

    /**
     * @param confidence above 0.5, below 1
     * @param looks how often it will be asked at most during one watch, at least 1
     * @param crashRatio crashing up to so many times as often is tolerated, at least 1
     * @param crashMargin crashing less than so many times as often is as good, above {@code crashRatio}
     * @param minCrashes fewer crashes than this prove nothing, at least 1
     * @param failureMargin so much larger a share of failed requests is tolerated, above 0, at most 0.5
     * @param latencyRatio answers that take so many times as long are tolerated, at least 1
     * @param latencySlackMicros and so much longer besides, in microseconds, 0 or more
     */
    public record Settings(
            double confidence,
            int looks,
            double crashRatio,
            double crashMargin,
            int minCrashes,
            double failureMargin,
            double latencyRatio,
            long latencySlackMicros) {

        /** 99 %; a look each half second for two minutes; a fifth more crashes, one request more in a hundred, half as
         * long again and 10 ms. */
        public static final Settings DEFAULT = new Settings(0.99, 240, 1.2, 4, 2, 0.01, 1.5, 10_000);

        /** @throws IllegalArgumentException when a value is out of its range */
        public Settings {
            if (!(confidence > 0.5 && confidence < 1) || looks < 1 || minCrashes < 1) {
                throw new IllegalArgumentException("judging needs 0.5 < confidence < 1, looks >= 1 and minCrashes >= 1,"
                        + " but has " + confidence + ", " + looks + " and " + minCrashes);
            }
            if (!(crashRatio >= 1) || !(crashMargin > crashRatio) || !(failureMargin > 0 && failureMargin <= 0.5)) {
                throw new IllegalArgumentException(
                        "judging needs 1 <= crashRatio < crashMargin and 0 < failureMargin <=" + " 0.5, but has "
                                + crashRatio + ", " + crashMargin + " and " + failureMargin);
            }
            if (!(latencyRatio >= 1) || latencySlackMicros < 0) {
                throw new IllegalArgumentException(
                        "judging needs latencyRatio >= 1 and latencySlackMicros >= 0, but has " + latencyRatio + " and "
                                + latencySlackMicros);
            }
        }
    }

    private final Settings settings;
    private final double error;

    public VersionJudge(Settings settings) {
        this.settings = settings;
        this.error = (1 - settings.confidence()) / 3;
    }

    /** Compares what is known of both by now. */
    public Judgement judge(VersionSample old, VersionSample fresh) {
        List<Finding> findings = new ArrayList<>();
        findings.add(crashes(old, fresh));
        if (old.requests() > 0 || fresh.requests() > 0) {
            findings.add(failures(old, fresh));
        }
        if (old.latencyMicros().length >= MIN_LATENCIES) {
            findings.add(latencies(old.latencyMicros(), fresh.latencyMicros()));
        }
        Outcome outcome = findings.stream().allMatch(each -> each.outcome() == Outcome.NOT_WORSE)
                ? Outcome.NOT_WORSE
                : Outcome.UNDECIDED;
        for (Outcome bad : List.of(Outcome.SUSPECT, Outcome.WORSE)) {
            if (findings.stream().anyMatch(each -> each.outcome() == bad)) {
                outcome = bad;
            }
        }
        return new Judgement(outcome, settings.confidence(), findings);
    }

    private Finding crashes(VersionSample old, VersionSample fresh) {
        long crashes = fresh.crashes();
        long both = crashes + old.crashes();
        double threshold = error * shareOfCrash(Math.max(1, crashes));
        String text = String.format(
                Locale.ROOT,
                "%d in %.0f s of running time (%s), before %d in %.0f s (%s)",
                crashes,
                fresh.runSeconds(),
                perHour(fresh),
                old.crashes(),
                old.runSeconds(),
                perHour(old));
        if (old.runSeconds() == 0 || fresh.runSeconds() == 0) {
            return new Finding("crashes", Outcome.UNDECIDED, 1, threshold, text);
        }
        double worse = Distributions.binomialAtLeast(crashes, both, share(old, fresh, settings.crashRatio()));
        double better = 1 - Distributions.binomialAtLeast(crashes + 1, both, share(old, fresh, settings.crashMargin()));
        boolean enough = crashes >= settings.minCrashes();
        Outcome outcome = outcome(enough ? worse : 1, threshold, better < NOT_WORSE_ERROR);
        return new Finding("crashes", outcome, worse, threshold, text);
    }

    /** Adds up to at most 1 over all k: half of it early, for a crash loop, half of it even, for a higher rate. */
    private static double shareOfCrash(long k) {
        return 3 / (Math.PI * Math.PI * k * k) + (k <= EVEN_CRASHES ? 0.5 / EVEN_CRASHES : 0);
    }

    /** The new version's share of all crashes, if it crashes so many times as often. */
    private static double share(VersionSample old, VersionSample fresh, double ratio) {
        double weight = ratio * fresh.runSeconds();
        return weight / (weight + old.runSeconds());
    }

    private Finding failures(VersionSample old, VersionSample fresh) {
        double threshold = error / 2 / settings.looks();
        String text = String.format(
                Locale.ROOT,
                "%d of %d failed, before %d of %d",
                fresh.failures(),
                fresh.requests(),
                old.failures(),
                old.requests());
        if (old.requests() == 0 || fresh.requests() == 0) {
            return new Finding("failed requests", Outcome.UNDECIDED, 1, threshold, text);
        }
        double before = Distributions.binomialUpper(old.failures(), old.requests(), error / 2);
        double tolerated = Math.min(1, before + settings.failureMargin());
        double worse = Distributions.binomialAtLeast(fresh.failures(), fresh.requests(), tolerated);
        double now = Distributions.binomialUpper(fresh.failures(), fresh.requests(), NOT_WORSE_ERROR);
        double asGood = (double) old.failures() / old.requests() + 2 * settings.failureMargin();
        Outcome outcome = outcome(worse, threshold, now <= asGood);
        return new Finding("failed requests", outcome, worse, threshold, text);
    }

    private static Outcome outcome(double worse, double threshold, boolean asGood) {
        if (worse < threshold) {
            return Outcome.WORSE;
        }
        if (worse < SUSPECT_ERROR) {
            return Outcome.SUSPECT;
        }
        return asGood ? Outcome.NOT_WORSE : Outcome.UNDECIDED;
    }

    private Finding latencies(long[] old, long[] fresh) {
        double threshold = error / settings.looks();
        if (fresh.length < MIN_LATENCIES) {
            return new Finding(
                    "latency", Outcome.UNDECIDED, 1, threshold, fresh.length + " measured, too few to compare");
        }
        double[] tolerated = new double[old.length];
        for (int i = 0; i < old.length; i++) {
            tolerated[i] = old[i] * settings.latencyRatio() + settings.latencySlackMicros();
        }
        double worse = Distributions.normalAbove(RankTest.z(tolerated, fresh));
        String text = String.format(
                Locale.ROOT,
                "median %.1f ms, before %.1f ms",
                RankTest.median(fresh) / 1000,
                RankTest.median(old) / 1000);
        // A latency that isn't shown to be worse is as good: what is tolerated is already much.
        return new Finding("latency", worse < threshold ? Outcome.WORSE : Outcome.NOT_WORSE, worse, threshold, text);
    }

    private static String perHour(VersionSample sample) {
        return sample.runSeconds() == 0
                ? "no rate"
                : String.format(Locale.ROOT, "%.1f an hour", sample.crashes() * 3600 / sample.runSeconds());
    }
}
