package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body while it may be needed again: kept whole up to {@value #REPLAY_LIMIT} bytes, so that it can be sent
 * to another endpoint. A larger one is let go as soon as an attempt has taken it, and then there is no second attempt.
 */
final class RequestBody {
    static final int REPLAY_LIMIT = 64 * 1024;

    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
    private long received;
    private boolean complete;
    private boolean replayable = true;
    private @Nullable Fields trailers;

    /** The body of a request that has none. */
    static RequestBody none() {
        var none = new RequestBody();
        none.complete(null);
        return none;
    }

    /** Takes over a piece. */
    void add(ByteBuf data) {
        received += data.readableBytes();
        kept.add(data);
    }

    void complete(@Nullable Fields theTrailers) {
        complete = true;
        trailers = theTrailers;
    }

    boolean isComplete() {
        return complete;
    }

    long received() {
        return received;
    }

    /** Whether it can still be sent from its first byte. */
    boolean replayable() {
        return replayable;
    }

    /** Whether more should not be read before somebody takes what there is. */
    boolean full() {
        return received >= REPLAY_LIMIT && !kept.isEmpty();
    }

    @Nullable
    Fields trailers() {
        return trailers;
    }

    /** Hands out all there is, each piece to be released by the taker. */
    void replay(Consumer<ByteBuf> taker) {
        for (ByteBuf piece : kept) {
            taker.accept(piece.retainedDuplicate());
        }
        forgetIfTooLarge();
    }

    /** Lets go of what was taken, if it is more than is kept. */
    void forgetIfTooLarge() {
        if (received > REPLAY_LIMIT) {
            replayable = false;
            release();
        }
    }

    void release() {
        while (!kept.isEmpty()) {
            kept.poll().release();
        }
    }
}
