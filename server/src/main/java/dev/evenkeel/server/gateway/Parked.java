package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Deadline;

/** An exchange's stay in the parking lot: until an endpoint can be reached and it is its turn, or until its deadline. */
final class Parked extends Timeout {
    private final Exchange exchange;
    private final Loop loop;
    private final Upstream upstream;
    private final Deadline deadline;

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
        // A quarter of the deadline stays for the attempts, half of a short time left.
        long left = deadline.remaining(loop.now());
        long patience = Math.max(left / 2, left - exchange.route().deadlineNanos() / 4);
        long wait = upstream.budget().resume(patience, loop.random());
        if (wait > 0) {
            loop.after(wait, this::onTurn);
        } else if (wait == 0) {
            onTurn();
        } else {
            exchange.inTurn(wait);
        }
    }

    private void onTurn() {
        upstream.budget().onResumed();
        exchange.inTurn(0);
    }
}
