package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What an upstream connection tells whoever sent a request on it. One head, any data, then an end or a break. */
interface AnswerListener {
    void onInterim(ResponseHead head);

    void onHead(ResponseHead head, Framing framing);

    /** A piece of the body, which changes hands. */
    void onData(ByteBuf data);

    void onEnd(@Nullable Fields trailers);

    /** All that had arrived was handed over; more may come later. */
    void onReadComplete();

    /** The connection broke, or what came isn't HTTP. Nothing follows. */
    void onBroken(boolean anythingReceived);

    /** It takes more of the request's body again. */
    void onWritable();
}
