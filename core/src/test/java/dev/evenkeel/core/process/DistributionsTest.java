package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DistributionsTest {

    @Property
    void aBinomialTailIsTheSumOfItsTerms(
            @ForAll @IntRange(max = 60) int n,
            @ForAll @IntRange(max = 61) int k,
            @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.999) double p) {
        double sum = 0;
        double choose = 1;
        for (int i = 0; i <= n; i++) {
            if (i >= k) {
                sum += choose * Math.pow(p, i) * Math.pow(1 - p, n - i);
            }
            choose = choose * (n - i) / (i + 1);
        }
        assertThat(Distributions.binomialAtLeast(k, n, p)).isCloseTo(sum, within(1e-11));
    }

    @Test
    void tailsAreExactWhereTheyAreTinyAndWhereTheNumbersAreLarge() {
        assertThat(Distributions.binomialAtLeast(20, 20, 0.01)).isCloseTo(1e-40, withinPercentage(1e-6));
        // 1 - e^-1, up to 1e-7
        assertThat(Distributions.binomialAtLeast(1, 10_000_000, 1e-7)).isCloseTo(0.6321205588, within(1e-7));
        assertThat(Distributions.binomialAtLeast(500_001, 1_000_000, 0.5)).isCloseTo(0.4996010578, within(1e-7));
    }

    /** Ends of intervals as they stand in tables. */
    @Test
    void quantilesAreThoseOfTheTables() {
        assertThat(Distributions.binomialLower(3, 10, 0.025)).isCloseTo(0.0667395, within(1e-6));
        assertThat(Distributions.binomialUpper(3, 10, 0.025)).isCloseTo(0.6524529, within(1e-6));
        assertThat(Distributions.binomialUpper(0, 100, 0.05)).isCloseTo(1 - Math.pow(0.05, 0.01), within(1e-9));
        assertThat(Distributions.binomialUpper(7, 7, 0.05)).isEqualTo(1);
        assertThat(Distributions.binomialLower(0, 7, 0.05)).isZero();
        assertThat(Distributions.gammaQuantile(1, 0.975)).isCloseTo(-Math.log(0.025), within(1e-9));
        assertThat(Distributions.gammaQuantile(10, 0.025)).isCloseTo(4.795389, within(1e-6));
        assertThat(Distributions.gammaQuantile(11, 0.975)).isCloseTo(18.39036, within(1e-5));
        assertThat(Distributions.gammaQuantile(100_000, 0.5)).isCloseTo(99_999.6667, within(1e-3));
    }

    @Test
    void theNormalTailIsThatOfTheTables() {
        assertThat(Distributions.normalAbove(0)).isCloseTo(0.5, within(1e-12));
        assertThat(Distributions.normalAbove(1.959963985)).isCloseTo(0.025, within(1e-10));
        assertThat(Distributions.normalAbove(-1.959963985)).isCloseTo(0.975, within(1e-10));
        assertThat(Distributions.normalAbove(4.264890794)).isCloseTo(1e-5, within(1e-12));
    }

    @Property
    void quantilesTurnTheDistributionsAround(
            @ForAll @LongRange(min = 1, max = 300) long k,
            @ForAll @LongRange(max = 300) long more,
            @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.999) double probability) {
        long n = k + more;
        double low = Distributions.binomialLower(k, n, probability);
        assertThat(Distributions.binomialAtLeast(k, n, low)).isCloseTo(probability, within(1e-9));
        double gamma = Distributions.gammaQuantile((double) k, probability);
        assertThat(Distributions.gamma((double) k, gamma)).isCloseTo(probability, within(1e-9));
    }

    @Property
    void theRankTestCountsPairs(
            @ForAll @Size(min = 2, max = 30) List<@IntRange(max = 9) Integer> first,
            @ForAll @Size(min = 2, max = 30) List<@IntRange(max = 9) Integer> second) {
        double above = 0;
        for (int one : second) {
            for (int other : first) {
                above += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        double n = first.size();
        double m = second.size();
        double size = n + m;
        double ties = 0;
        for (int value = 0; value <= 9; value++) {
            int each = value;
            double tied = first.stream().filter(one -> one == each).count()
                    + second.stream().filter(one -> one == each).count();
            ties += tied * tied * tied - tied;
        }
        double variance = n * m / 12 * (size + 1 - ties / (size * (size - 1)));
        double z = RankTest.z(
                first.stream().mapToDouble(each -> each).toArray(),
                second.stream().mapToLong(each -> each).toArray());
        assertThat(z).isCloseTo(variance <= 1e-9 ? 0 : (above - n * m / 2) / Math.sqrt(variance), within(1e-6));
    }

    @Test
    void theMedianIsTheMiddleOrBetweenTheMiddles() {
        assertThat(RankTest.median(new long[] {9, 1, 4})).isEqualTo(4);
        assertThat(RankTest.median(new long[] {9, 1, 4, 3})).isEqualTo(3.5);
    }
}
