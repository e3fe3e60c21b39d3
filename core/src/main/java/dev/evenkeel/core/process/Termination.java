package dev.evenkeel.core.process;

import java.time.Duration;

/**
 * How a process is ended: out of traffic and its pre-stop hook at once, TERM after that, KILL at the end of the grace.
 *
 * @param grace from the decision to KILL, the pre-stop hook and the drain within it, 0 or more
 * @param drain how long a replica that was in traffic is left alone before TERM, so that requests under way end, 0 or
 *     more; a process that is ended because it fails its probes isn't drained
 * @param preStop whether there is a hook to run before TERM
 * @param window at least so long between TERM and KILL, even when the hook used up the grace, 0 or more; Kubernetes
 *     gives two seconds
 */
public record Termination(Duration grace, Duration drain, boolean preStop, Duration window) {

    /** @throws IllegalArgumentException when a length is negative */
    public Termination {
        if (grace.isNegative() || drain.isNegative() || window.isNegative()) {
            throw new IllegalArgumentException("a termination needs grace, drain and window >= 0, but has grace "
                    + grace + ", drain " + drain + " and window " + window);
        }
    }
}
