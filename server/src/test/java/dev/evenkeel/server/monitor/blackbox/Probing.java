package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Attempt;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.ProbeLoop;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a module as {@code /probe} does. */
final class Probing {
    private Probing() {}

    /** The metrics, and the result in words. */
    static String probe(ProbeLoops loops, Modules modules, String module, String target, @Nullable String hostname)
            throws Exception {
        Prober prober = modules.find(module).orElseThrow().prober();
        Probe probe = prober.probe(target, hostname);
        var answered = new CompletableFuture<Answer>();
        ProbeLoop loop = loops.next();
        loop.execute(() -> Attempt.start(loop, probe, Duration.ofSeconds(5), answered::complete));
        Answer answer = answered.get(20, TimeUnit.SECONDS);
        var text = new ProbeText();
        boolean success = prober.judge(answer, text) && answer.answered();
        return text.metrics() + "result " + success + "\n" + text.log();
    }
}
