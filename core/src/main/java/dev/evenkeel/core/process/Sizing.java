package dev.evenkeel.core.process;

import java.util.List;

/**
 * What it takes to reach an availability: replicas, probes and attempts, with the arithmetic.
 *
 * <p>A replica lives for a while and is then away until the crash is noticed, the back-off is over and the next process
 * is ready. It is taken that replicas crash independently, that lives are exponential and that the gateway tries another
 * replica each time. A request is lost when too few replicas are there for the load, or when every attempt of it fails;
 * half of what may be lost goes to either. Requests that the gateway parks meanwhile are not counted on: it can only be
 * better.
 *
 * @param replicas how many
 * @param attempts how many for each request, the first included
 * @param probes the cheapest probe settings with which so few replicas suffice
 * @param availability what comes out, 0 to 1
 * @param reached whether that is what was wanted; if not, this is the best there is within the limits
 * @param steps the arithmetic, in order
 */
public record Sizing(
        int replicas, int attempts, ProbeChoice probes, double availability, boolean reached, List<Step> steps) {

    /**
     * One line of the arithmetic.
     *
     * @param what what is worked out
     * @param formula how, with the numbers put in
     * @param value the result
     * @param unit of the result, empty for a plain number or a share
     */
    public record Step(String what, String formula, double value, String unit) {}

    /**
     * The advice for what was measured, and for the ends of what it may be.
     *
     * @param expected with the means as measured
     * @param cautious with the shortest life and the longest cold start of their 95 % intervals: what to choose
     * @param hopeful with the longest life and the shortest cold start
     */
    public record Advice(Sizing expected, Sizing cautious, Sizing hopeful) {}

    public Sizing {
        steps = List.copyOf(steps);
    }

    /** The advice for an application with this restart back-off. */
    public static Advice advise(Lives lives, ColdStarts starts, RestartBackoff backoff, SizingDemand demand) {
        return new Advice(
                cheapest(lives.mean(), starts.mean(), backoff, demand),
                cheapest(lives.low(), starts.high(), backoff, demand),
                cheapest(lives.high(), starts.low(), backoff, demand));
    }

    private static Sizing cheapest(double life, double start, RestartBackoff backoff, SizingDemand demand) {
        return ProbeChoice.ALL.stream()
                .map(probes -> new SizingArithmetic(life, start, backoff, demand, probes).solve())
                .reduce((best, other) -> better(other, best) ? other : best)
                .orElseThrow();
    }

    private static boolean better(Sizing one, Sizing other) {
        if (one.reached != other.reached) {
            return one.reached;
        }
        return one.reached ? one.replicas < other.replicas : one.availability > other.availability;
    }
}
