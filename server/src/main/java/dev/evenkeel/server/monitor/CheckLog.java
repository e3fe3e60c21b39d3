package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.State;
import dev.evenkeel.core.probe.Streak;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what happens to checks: being up at first, the first failure of each streak; going down, coming back and slots
 * missed as warnings; every other run at level debug, as are failures in maintenance windows, which are expected and
 * begin no streak. Each line has the trace's id.
 */
public final class CheckLog implements ProbeListener, ActionListener {
    private static final Logger log = LoggerFactory.getLogger("dev.evenkeel.checks");

    @Override
    public void onResult(Check check, Result result, Streak before, Streak after) {
        boolean changed = before.state() != after.state();
        boolean firstFailure = !result.succeeded() && before.failures() == 0 && result.maintenance() == null;
        if (changed) {
            boolean first = before.state() == State.UNKNOWN && after.state() == State.UP;
            line(first ? Level.INFO : Level.WARN, check, result)
                    .log(
                            "check {} is {}: {}",
                            check.name(),
                            after.state().label(),
                            result.succeeded() ? "answered as it should" : result.error());
        } else if (firstFailure) {
            line(Level.INFO, check, result).log("check {} failed: {}", check.name(), result.error());
        } else if (log.isDebugEnabled()) {
            line(Level.DEBUG, check, result)
                    .log("check {}: {}", check.name(), result.succeeded() ? "fine" : result.error());
        }
    }

    @Override
    public void onMissed(Check check, Missed missed) {
        log.atWarn()
                .addKeyValue("check", check.name())
                .log(
                        "check {}: {} runs missed from {} to {}, because we were late or down",
                        check.name(),
                        missed.count(),
                        missed.from(),
                        missed.to());
    }

    @Override
    public void onAction(Done done) {
        log.atLevel(done.succeeded() ? Level.INFO : Level.WARN)
                .addKeyValue("action", done.action())
                .addKeyValue("traceId", done.traceId())
                .log("action {}: {} answered {}", done.action(), done.request(), done.outcome());
    }

    private static LoggingEventBuilder line(Level level, Check check, Result result) {
        return log.atLevel(level)
                .addKeyValue("check", check.name())
                .addKeyValue("traceId", result.traceId())
                .addKeyValue("latencyMs", result.latency().toNanos() / 1_000_000.0);
    }
}
