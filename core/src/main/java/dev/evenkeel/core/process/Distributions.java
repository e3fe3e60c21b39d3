package dev.evenkeel.core.process;

import java.util.function.DoubleUnaryOperator;

/**
 * The distribution functions that the tests and intervals here need, to about ten digits: the incomplete gamma and beta
 * functions by series and continued fractions (Press et al., "Numerical Recipes", 3rd edition, sections 6.1, 6.2 and
 * 6.4), their inverses by bisection.
 */
final class Distributions {
    private static final double TINY = 1e-300;
    private static final double EPSILON = 1e-15;
    private static final int MAX_TERMS = 200_000;
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private Distributions() {}

    /** The probability of at least {@code k} successes in {@code n} trials with the chance {@code p} each. */
    static double binomialAtLeast(long k, long n, double p) {
        return k <= 0 ? 1 : k > n ? 0 : beta((double) k, n - k + 1.0, p);
    }

    /** The largest chance at which {@code k} successes or fewer in {@code n} trials have at least this probability. */
    static double binomialUpper(long k, long n, double probability) {
        return k >= n ? 1 : inverse(p -> 1 - beta(k + 1.0, (double) (n - k), p), probability, 0, 1);
    }

    /** The smallest chance at which {@code k} successes or more in {@code n} trials have at least this probability. */
    static double binomialLower(long k, long n, double probability) {
        return k <= 0 ? 0 : inverse(p -> beta((double) k, n - k + 1.0, p), probability, 0, 1);
    }

    /** The probability that a standard normal variable is above {@code z}. */
    static double normalAbove(double z) {
        double tail = (1 - gamma(0.5, z * z / 2)) / 2;
        return z >= 0 ? tail : 1 - tail;
    }

    /** The value below which a gamma variable of this shape and scale 1 is with this probability. */
    static double gammaQuantile(double shape, double probability) {
        double high = shape + 10;
        while (gamma(shape, high) < probability) {
            high *= 2;
        }
        return inverse(x -> gamma(shape, x), probability, 0, high);
    }

    /** The regularised incomplete gamma function P(a, x). */
    static double gamma(double a, double x) {
        if (x <= 0) {
            return 0;
        }
        double front = Math.exp(a * Math.log(x) - x - logGamma(a));
        if (x < a + 1) {
            double term = 1 / a;
            double sum = term;
            for (int i = 1; i < MAX_TERMS && term > sum * EPSILON; i++) {
                term *= x / (a + i);
                sum += term;
            }
            return sum * front;
        }
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < MAX_TERMS; i++) {
            double an = -i * (i - a);
            b += 2;
            d = 1 / nonZero(an * d + b);
            c = nonZero(b + an / c);
            h *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                break;
            }
        }
        return 1 - front * h;
    }

    /** The regularised incomplete beta function. */
    static double beta(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b;
    }

    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double h = d;
        for (int m = 1; m < MAX_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            h *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                break;
            }
        }
        return h;
    }

    static double logGamma(double x) {
        double y = x - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (y + i);
        }
        double t = y + 7.5;
        return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
    }

    /** Where a monotone function takes a value. */
    private static double inverse(DoubleUnaryOperator function, double value, double low, double high) {
        boolean rising = function.applyAsDouble(high) >= function.applyAsDouble(low);
        double from = low;
        double to = high;
        for (int i = 0; i < 64; i++) {
            double middle = (from + to) / 2;
            if ((function.applyAsDouble(middle) < value) == rising) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return (from + to) / 2;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
