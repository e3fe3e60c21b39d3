package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Schedule;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Attempt;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.ProbeLoop;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An action that is done on its loop until it is stopped. */
final class ScheduledAction implements Pacer.Slots {
    private static final Logger log = LoggerFactory.getLogger(ScheduledAction.class);

    private final ActionConfig config;
    private final Probe probe;
    private final ProbeLoop loop;
    private final ActionListener listener;
    private final Pacer pacer;

    ScheduledAction(ActionConfig config, Probe probe, ProbeLoop loop, ActionListener listener) {
        this.config = config;
        this.probe = probe;
        this.loop = loop;
        this.listener = listener;
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
        Integer status = answer.answered() ? answer.status() : null;
        listener.onAction(new ActionListener.Done(
                config.name(),
                config.method(),
                config.url(),
                answer.start(),
                answer.latency(),
                status,
                answer.cause(),
                answer.error(),
                answer.traceId()));
    }
}
