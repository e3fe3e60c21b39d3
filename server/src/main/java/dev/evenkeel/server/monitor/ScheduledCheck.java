package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.MaintenanceWindow;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Schedule;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Attempt;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.ProbeLoop;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A check that runs on its loop until it is stopped. Its state is read from anywhere and written on the loop alone. */
final class ScheduledCheck implements Pacer.Slots {
    private final Check check;
    private final Probe probe;
    private final ProbeLoop loop;
    private final ProbeListener listener;
    private final Schedule schedule;
    private final Pacer pacer;
    private volatile List<MaintenanceWindow> windows;
    private volatile Latest latest;
    private volatile boolean stopped;

    /**
     * What is known now.
     *
     * @param result null before the first run
     * @param missed slots since the program started
     */
    record Latest(@Nullable Result result, Streak streak, long runs, long missed) {}

    ScheduledCheck(CheckFactory.Ready ready, ProbeLoop loop, List<MaintenanceWindow> windows, ProbeListener listener) {
        this.check = ready.check();
        this.probe = ready.probe();
        this.loop = loop;
        this.windows = windows;
        this.listener = listener;
        this.schedule = Schedule.of(check.name(), check.interval());
        this.pacer = new Pacer(schedule, new LoopTimer(loop), this);
        this.latest = new Latest(null, Streak.NONE, 0, 0);
    }

    void start(ProbeMemory memory) {
        latest = new Latest(null, memory.streakOf(check.name()), 0, 0);
        Instant last = memory.lastRunOf(check.name());
        // What is remembered was cut down to milliseconds.
        OptionalLong slot = last == null
                ? OptionalLong.empty()
                : OptionalLong.of(schedule.slotAt(Schedule.nanos(last.plusMillis(1))));
        loop.execute(() -> pacer.start(slot));
    }

    /** A run under way ends, and nobody hears of it. */
    void stop() {
        stopped = true;
        loop.execute(pacer::stop);
    }

    Check check() {
        return check;
    }

    /** These windows hold from the next run on. */
    void maintenance(List<MaintenanceWindow> others) {
        windows = others;
    }

    /** What is believed now, for one that takes its place. */
    ProbeMemory memory() {
        Latest known = latest;
        return ProbeMemory.of(known.streak, known.result == null ? null : known.result.intendedStart());
    }

    Latest latest() {
        return latest;
    }

    @Override
    public void run(long slot) {
        Attempt.start(loop, probe, check.timeout(), answer -> completed(slot, answer));
    }

    @Override
    public void missed(long first, long count) {
        Latest before = latest;
        latest = new Latest(before.result, before.streak, before.runs, before.missed + count);
        listener.onMissed(
                check,
                new Missed(
                        check.name(), first, count, schedule.instantOf(first), schedule.instantOf(first + count - 1)));
    }

    private void completed(long slot, Answer answer) {
        if (stopped) {
            return;
        }
        Instant intended = schedule.instantOf(slot);
        Judge judge = Judge.of(answer, check.conditions());
        String maintenance = windows.isEmpty()
                ? null
                : MaintenanceWindow.covering(windows, intended)
                        .map(MaintenanceWindow::name)
                        .orElse(null);
        var result = new Result(
                check.name(),
                slot,
                intended,
                answer.start(),
                answer.end(),
                judge.verdict(),
                judge.cause(),
                judge.error(),
                answer.status(),
                answer.ip(),
                answer.timings(),
                answer.certificateExpiry(),
                maintenance,
                answer.traceId());
        Latest before = latest;
        Streak after = check.flapControl().next(before.streak, result);
        latest = new Latest(result, after, before.runs + 1, before.missed);
        listener.onResult(check, result, before.streak, after);
    }
}
