package dev.evenkeel.server.cli;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.server.monitor.ActionListener;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes what the monitor's thread reports to the thread that prints, so that a slow terminal delays no request. */
final class WatchSession implements ProbeListener, ActionListener {
    private static final long LOOK_MILLIS = 50;

    private final WatchOutput output;
    private final WatchTallies tallies;
    private final long count;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    /** @param count ends after so many runs of each */
    WatchSession(WatchOutput output, WatchTallies tallies, long count) {
        this.output = output;
        this.tallies = tallies;
        this.count = count;
    }

    @Override
    public void onResult(Check check, Result result, Streak before, Streak after) {
        events.add(() -> {
            // The other URLs go on until the last of them has its count.
            if (tallies.of(result.check()).runs() < count) {
                tallies.add(result);
                output.result(result);
            }
        });
    }

    @Override
    public void onMissed(Check check, Missed missed) {
        events.add(() -> output.missed(missed));
    }

    @Override
    public void onAction(Done done) {
        events.add(() -> output.action(done));
    }

    /** Prints until told to stop, until it has been long or often enough, or until nobody reads it any more. */
    void run(StopSignal stop, @Nullable Duration duration, int targets) throws InterruptedException {
        long start = System.nanoTime();
        while (!stop.await(Duration.ZERO)) {
            Runnable event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (event != null) {
                event.run();
            }
            if (output.closed()) {
                return;
            }
            boolean longEnough = duration != null && System.nanoTime() - start >= duration.toNanos();
            if (longEnough || tallies.complete(count) >= targets) {
                break;
            }
        }
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }
}
