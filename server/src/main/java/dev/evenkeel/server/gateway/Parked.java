package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Deadline;
import dev.evenkeel.core.resilience.RetryBudget;

/** An exchange's stay in the parking lot: until an endpoint can be reached and it is its turn, or until its deadline. */
final class Parked extends Timeout {
    private final Exchange exchange;
    private final Loop loop;
    private final Upstream upstream;
    private final Deadline deadline;
    private long latestTurn;

    Parked(Exchange exchange, Loop loop, Upstream upstream, Deadline deadline) {
        this.exchange = exchange;
        this.loop = loop;
        this.upstream = upstream;
        this.deadline = deadline;
    }

    /** @return whether there is room */
    boolean begin() {
        boolean room = upstream.parking().park(loop, this);
        if (room) {
            loop.timeouts().set(this, deadline.atNanos());
        }
        return room;
    }

    /** The exchange is over. */
    void leave() {
        loop.timeouts().cancel(this);
        upstream.parking().leave(loop, this);
    }

    @Override
    void onTimeout() {
        upstream.parking().leave(loop, this);
        exchange.giveUp();
    }

    /** An endpoint can be reached again. */
    void released() {
        loop.timeouts().cancel(this);
        RetryBudget budget = upstream.budget();
        long postponed = budget.postponedNanos();
        long now = System.nanoTime();
        // However often the wait is put off: a quarter of the deadline stays for the attempts, half of a short time
        // left.
        long left = deadline.remaining(now);
        long patience = Math.max(left / 2, left - exchange.route().deadlineNanos() / 4);
        latestTurn = now + patience;
        long wait = budget.resume(patience, loop.random());
        if (wait > 0) {
            loop.after(wait, () -> onTurn(postponed));
        } else {
            exchange.inTurn(wait);
        }
    }

    private void onTurn(long postponedBefore) {
        long postponed = upstream.budget().postponedNanos();
        long more = Math.min(postponed - postponedBefore, latestTurn - System.nanoTime());
        if (more > Timeouts.TICK_NANOS) {
            loop.after(more, () -> onTurn(postponed));
        } else {
            exchange.inTurn(0);
        }
    }
}
