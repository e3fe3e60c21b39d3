package dev.evenkeel.core.process;

import java.time.Duration;
import java.util.Locale;

/** The rules by name, for what a user doesn't set. */
public enum Profile {
    /**
     * Kubernetes' own: asked every 10 s, down after 3 failures, back-off 10 s to 300 s, grace 30 s. What is learned with
     * it holds on a cluster.
     */
    KUBERNETES,
    /**
     * For services that live minutes: asked every second, out of traffic on the first failure; whether it lives is asked
     * again a quarter of a second after a failure, and the second one restarts it, with half a second between TERM and
     * KILL; back-off from nothing to 10 s. For an application that lives under ten minutes the back-off of Kubernetes is
     * itself the largest part of the outage.
     */
    FAST;

    /** How long restarts wait. */
    public RestartBackoff backoff() {
        return switch (this) {
            case KUBERNETES ->
                new RestartBackoff(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(600));
            case FAST -> new RestartBackoff(Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofSeconds(10));
        };
    }

    /** How a process is ended; without a pre-stop hook. */
    public Termination termination() {
        return switch (this) {
            case KUBERNETES -> new Termination(Duration.ofSeconds(30), Duration.ZERO, false, Duration.ofSeconds(2));
            case FAST -> new Termination(Duration.ofSeconds(10), Duration.ofSeconds(2), false, Duration.ZERO);
        };
    }

    /** The probe of a kind where nothing else is said about it. */
    public ProbeSpec probe(ProbeKind kind) {
        if (this == KUBERNETES) {
            Duration period = Duration.ofSeconds(10);
            return new ProbeSpec(Duration.ZERO, period, period, Duration.ofSeconds(1), 3, 1, null);
        }
        Duration second = Duration.ofSeconds(1);
        Duration grace = Duration.ofMillis(500);
        return switch (kind) {
            case STARTUP -> new ProbeSpec(Duration.ZERO, second, second, second, 60, 1, grace);
            case READINESS -> new ProbeSpec(Duration.ZERO, second, second, second, 1, 1, grace);
            // The second question costs a quarter of a second instead of one, and who hangs is known after half of one.
            case LIVENESS ->
                new ProbeSpec(Duration.ZERO, second, Duration.ofMillis(250), Duration.ofMillis(500), 2, 1, grace);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
