package dev.evenkeel.server.gateway;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Brings a request's body from its caller to the attempt that takes it, no faster than that takes it. */
final class Upload {
    private final RequestBody body;
    private final Caller caller;
    private final RouteMetrics metrics;
    private boolean marked;

    Upload(RequestBody body, Caller caller, RouteMetrics metrics) {
        this.body = body;
        this.caller = caller;
        this.metrics = metrics;
    }

    /** A piece, which changes hands. */
    void piece(ByteBuf piece, @Nullable Attempt taker) {
        if (taker != null && taker.takesBody()) {
            body.add(piece.retainedDuplicate());
            taker.sendBody(piece);
            forget();
            if (!taker.writable()) {
                caller.readBody(false);
            }
        } else {
            body.add(piece);
            if (body.full()) {
                caller.readBody(false);
            }
        }
    }

    /** An attempt has taken what there was. */
    void taken(Attempt attempt) {
        forget();
        if (!body.isComplete() && attempt.writable()) {
            caller.readBody(true);
        }
    }

    void goOn() {
        if (!body.isComplete()) {
            caller.readBody(true);
        }
    }

    private void forget() {
        body.forgetIfTooLarge();
        if (!marked && !body.replayable()) {
            marked = true;
            metrics.notReplayable();
        }
    }
}
