package dev.evenkeel.server.monitor.probe;

/** How to ask a target. Immutable; runs any number of times at once. */
public interface Probe {

    /** Begins; it goes on by itself and ends the attempt, unless that ends first. Called on the attempt's loop. */
    void run(Attempt attempt);

    /** Whom it asks, for people: without secrets. */
    String target();
}
