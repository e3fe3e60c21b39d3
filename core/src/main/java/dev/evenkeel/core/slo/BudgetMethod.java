package dev.evenkeel.core.slo;

import java.time.Duration;

/** What is counted as good and bad: OpenSLO's {@code budgetingMethod}. */
public sealed interface BudgetMethod {

    /** As in the configuration: {@code occurrences}, {@code timeSlices}, {@code ratioTimeSlices}. */
    String name();

    /** What one of the counted things is called in messages. */
    String unit();

    /** How long one bucket of the counts is: whole minutes. */
    Duration bucket();

    /** Each event by itself. */
    record Occurrences() implements BudgetMethod {
        @Override
        public String name() {
            return "occurrences";
        }

        @Override
        public String unit() {
            return "check";
        }

        @Override
        public Duration bucket() {
            return Duration.ofMinutes(1);
        }
    }

    /**
     * Stretches of time: one is bad when the share of good events in it is below a target.
     *
     * @param slice whole minutes, at least one
     */
    record TimeSlices(Duration slice, Objective target) implements BudgetMethod {
        public TimeSlices {
            requireMinutes(slice);
        }

        @Override
        public String name() {
            return "timeSlices";
        }

        @Override
        public String unit() {
            return "time slice";
        }

        @Override
        public Duration bucket() {
            return slice;
        }
    }

    /**
     * The mean of the shares of good events in stretches of time, so that a minute of heavy traffic weighs no more than
     * any other.
     *
     * @param slice whole minutes, at least one
     */
    record RatioTimeSlices(Duration slice) implements BudgetMethod {
        /** What a slice is worth, so that its share is held in whole numbers. */
        static final int WEIGHT = 10_000;

        public RatioTimeSlices {
            requireMinutes(slice);
        }

        @Override
        public String name() {
            return "ratioTimeSlices";
        }

        @Override
        public String unit() {
            return "10,000th of a time slice";
        }

        @Override
        public Duration bucket() {
            return slice;
        }
    }

    private static void requireMinutes(Duration slice) {
        if (slice.toMinutes() < 1 || !slice.equals(Duration.ofMinutes(slice.toMinutes()))) {
            throw new IllegalArgumentException("a time slice is whole minutes long, at least one: write 1m or 5m");
        }
    }
}
