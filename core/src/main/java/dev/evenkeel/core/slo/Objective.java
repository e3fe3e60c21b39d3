package dev.evenkeel.core.slo;

import java.math.BigDecimal;

/**
 * The share of good that is promised, held exactly.
 *
 * @param parts of ten million: 9,990,000 is 99.9 %; at least 1, and less than all, as nobody can promise that
 */
public record Objective(int parts) implements Comparable<Objective> {
    private static final int WHOLE = 10_000_000;

    /** @throws IllegalArgumentException when it is not between 0 and 100 % */
    public Objective {
        if (parts < 1 || parts >= WHOLE) {
            throw new IllegalArgumentException("an objective lies above 0 % and below 100 %: at 100 % there is no"
                    + " error budget, and the first failure would break it for good");
        }
    }

    /**
     * An objective as people write it.
     *
     * @param percent 99.9 for 99.9 %, at most five digits behind the point
     * @throws IllegalArgumentException when it is out of range or has more digits; the message says what to write
     */
    public static Objective ofPercent(BigDecimal percent) {
        BigDecimal parts = percent.movePointRight(5);
        if (percent.signum() <= 0 || percent.compareTo(BigDecimal.valueOf(100)) >= 0) {
            throw new IllegalArgumentException(percent.toPlainString() + " % can't be an objective: write more than 0"
                    + " and less than 100, as in 99.9");
        }
        if (parts.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException(
                    percent.toPlainString() + " % has more than five digits behind the point: write fewer");
        }
        return new Objective(parts.intValueExact());
    }

    /** Between 0 and 1. */
    public double share() {
        return (double) parts / WHOLE;
    }

    /** The share that may be bad, between 0 and 1. */
    public double budgetShare() {
        return (double) (WHOLE - parts) / WHOLE;
    }

    /** Whether so many good ones of all reach it; exact, true when there are none. */
    public boolean isMetBy(long good, long total) {
        return Math.multiplyExact(good, (long) WHOLE) >= Math.multiplyExact(total, (long) parts);
    }

    /** In percent, without needless zeros. */
    public BigDecimal percent() {
        BigDecimal percent = BigDecimal.valueOf(parts, 5).stripTrailingZeros();
        return percent.scale() < 0 ? percent.setScale(0) : percent;
    }

    @Override
    public int compareTo(Objective other) {
        return Integer.compare(parts, other.parts);
    }

    /** As in {@code 99.9 %}. */
    @Override
    public String toString() {
        return percent().toPlainString() + " %";
    }
}
