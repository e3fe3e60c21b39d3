package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request that the cache makes on its own: takes the answer and forgets it.
 *
 * @param address of the caller whose request led to it
 */
record Nobody(String address, String scheme) implements Caller {
    @Override
    public String version() {
        return "1.1";
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void answer(ResponseHead head, Framing framing) {}

    @Override
    public void data(ByteBuf data) {
        data.release();
    }

    @Override
    public void flush() {}

    @Override
    public void end(@Nullable Fields trailers) {}

    @Override
    public void abort() {}

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void readBody(boolean on) {}

    @Override
    public void upgrade(ResponseHead head, UpstreamConnection upstream) {
        upstream.close();
    }
}
