package dev.evenkeel.server.monitor;

import dev.evenkeel.server.monitor.probe.ProbeLoop;

/** The time of a loop. */
@SuppressWarnings("FutureReturnValueIgnored") // Tasks are not waited for.
record LoopTimer(ProbeLoop loop) implements Pacer.Timer {
    @Override
    public long nanos() {
        return loop.clock().nanos();
    }

    @Override
    public void after(long nanos, Runnable task) {
        loop.after(nanos, task);
    }
}
