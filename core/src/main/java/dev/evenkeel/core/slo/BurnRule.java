package dev.evenkeel.core.slo;

import java.time.Duration;

/**
 * An alert on the burn rate over two windows: the long one shows that it matters, the short one that it still goes on.
 *
 * @param factor how many times faster than allowed the budget is burnt; 1 spends it exactly by the end of the window
 * @param longWindow whole minutes
 * @param shortWindow whole minutes, shorter than the long one
 * @param minBad as many bad ones must be in the long window, at least 1, whatever the rate
 */
public record BurnRule(
        String name, Severity severity, double factor, Duration longWindow, Duration shortWindow, int minBad) {

    public BurnRule {
        if (!(factor > 0) || minBad < 1) {
            throw new IllegalArgumentException("a burn rate above 0 and at least one bad one, not " + factor + " and "
                    + minBad + ": write them as in 14.4 and 2");
        }
        if (shortWindow.compareTo(longWindow) >= 0 || shortWindow.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("the short window is at least a minute, and shorter than the long one,"
                    + " not " + Spans.words(shortWindow) + " beside " + Spans.words(longWindow)
                    + ": a twelfth of the long one is usual");
        }
    }

    BurnRule withMinBad(int atLeast) {
        return new BurnRule(name, severity, factor, longWindow, shortWindow, atLeast);
    }
}
