package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** An upstream's error answer, kept to be passed on in case no attempt brings a better one. */
final class KeptAnswer {
    private static final int MAX_BYTES = 64 * 1024;

    private final ResponseHead head;
    private final Framing framing;
    private final ArrayDeque<ByteBuf> body = new ArrayDeque<>();
    private int size;

    KeptAnswer(ResponseHead head, Framing framing) {
        this.head = head;
        this.framing = framing;
    }

    /** @return whether it is still small enough to be kept */
    boolean add(ByteBuf data) {
        size += data.readableBytes();
        body.add(data);
        return size <= MAX_BYTES;
    }

    ResponseHead head() {
        return head;
    }

    void sendTo(Caller caller) {
        caller.answer(head, framing);
        while (!body.isEmpty()) {
            caller.data(body.poll());
        }
        caller.end(null);
    }

    void release() {
        while (!body.isEmpty()) {
            body.poll().release();
        }
    }
}
