package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Who asked: one request on an HTTP/1.1 connection, or one HTTP/2 stream. The exchange answers it with one head, any
 * data and one end. Called on the event loop that it belongs to.
 */
interface Caller {

    /** An interim answer (1xx other than 100 and 101); dropped for a caller that wouldn't understand it. */
    void interim(ResponseHead head);

    /**
     * The head of the answer. Hop-by-hop fields are left out here.
     *
     * @param framing of the body that follows, as far as it is known
     */
    void answer(ResponseHead head, Framing framing);

    /** A piece of the body, which changes hands. */
    void data(ByteBuf data);

    /** What was written so far should leave. */
    void flush();

    /** The answer is complete. */
    void end(@Nullable Fields trailers);

    /** The answer can't be completed: the caller is made to notice. */
    void abort();

    /** Whether it takes more data now; {@link Exchange#callerWritable} says when it does again. */
    boolean writable();

    /** Stops or goes on taking the request's body from the wire. */
    void readBody(boolean on);

    /** Hands the raw connection over after a 101. */
    void upgrade(ResponseHead head, UpstreamConnection upstream);

    /** The address without port. */
    String address();

    /** Of HTTP: 2, or 1.1 where it is 1.1 or older. */
    String version();

    /** {@code http} or {@code https}. */
    String scheme();
}
