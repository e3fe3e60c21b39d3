package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Probe;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a module does with a target. */
sealed interface Prober permits HttpModule, TcpModule, DnsModule, RefusedModule {

    /**
     * How to ask.
     *
     * @param hostname the parameter of that name; null when there is none
     * @throws IllegalArgumentException when the target or the hostname doesn't go with the module
     * @throws IOException when a file of the module can't be used
     */
    Probe probe(String target, @Nullable String hostname) throws IOException;

    /** Writes the metrics of an answer and judges it. */
    boolean judge(Answer answer, ProbeText text);
}
