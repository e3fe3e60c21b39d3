package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Probe;
import org.jspecify.annotations.Nullable;

/** A module that needs what there isn't here. */
record RefusedModule(String reason) implements Prober {
    @Override
    public Probe probe(String target, @Nullable String hostname) {
        throw new IllegalArgumentException(reason);
    }

    @Override
    public boolean judge(Answer answer, ProbeText text) {
        return false;
    }
}
