package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Schedule;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Attempt;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.ProbeLoop;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** An action that is done on its loop until it is stopped. */
final class ScheduledAction implements Pacer.Slots {
    private static final Logger log = LoggerFactory.getLogger(ScheduledAction.class);

    private final ActionConfig config;
    private final Probe probe;
    private final ProbeLoop loop;
    private final BiConsumer<String, String> count;
    private final Pacer pacer;

    /** @param count hears the action's name and how it ended: a status class as in {@code 2xx}, or the cause */
    ScheduledAction(ActionConfig config, Probe probe, ProbeLoop loop, BiConsumer<String, String> count) {
        this.config = config;
        this.probe = probe;
        this.loop = loop;
        this.count = count;
        this.pacer = new Pacer(Schedule.of(config.name(), config.interval()), new LoopTimer(loop), this);
    }

    void start() {
        loop.execute(() -> pacer.start(OptionalLong.empty()));
    }

    void stop() {
        loop.execute(pacer::stop);
    }

    @Override
    public void run(long slot) {
        Attempt.start(loop, probe, config.timeout(), this::completed);
    }

    @Override
    public void missed(long first, long slots) {
        log.warn("action {}: {} times not done because we were late", config.name(), slots);
    }

    private void completed(Answer answer) {
        Integer answered = answer.answered() ? answer.status() : null;
        int status = answered == null ? 0 : answered;
        boolean done = status > 0;
        Cause cause = answer.cause();
        count.accept(config.name(), done ? status / 100 + "xx" : cause == null ? "none" : cause.label());
        log.atLevel(done && status < 400 ? Level.INFO : Level.WARN)
                .addKeyValue("action", config.name())
                .addKeyValue("traceId", answer.traceId())
                .log(
                        "action {}: {} {} answered {}",
                        config.name(),
                        config.method(),
                        config.url().getPath(),
                        done ? status : answer.error());
    }
}
