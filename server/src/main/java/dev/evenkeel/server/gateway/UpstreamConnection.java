package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.BodyDecoder;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.HeadParser;
import dev.evenkeel.server.gateway.wire.HeadScanner;
import dev.evenkeel.server.gateway.wire.MalformedException;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an endpoint: sends a request at a time and reads its answer. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write or close that fails ends the channel, which is heard of there.
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_FIELDS = 256;

    private final UpstreamPool pool;
    private final Endpoint endpoint;
    private final Loop loop;
    private final Channel channel;
    private final HeadScanner scanner = new HeadScanner(MAX_HEAD);
    private @Nullable ByteBuf left;
    private @Nullable AnswerListener listener;
    private @Nullable BodyDecoder body;
    private boolean toHead;
    private boolean received;
    private boolean keepAlive;
    private boolean requestSent;
    private boolean used;
    private boolean closed;

    private final Timeout idleTimeout = new Timeout() {
        @Override
        void onTimeout() {
            if (listener == null) {
                close();
            }
        }
    };

    UpstreamConnection(UpstreamPool pool, Endpoint endpoint, Loop loop, Channel channel) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.loop = loop;
        this.channel = channel;
        endpoint.connections.incrementAndGet();
    }

    Channel channel() {
        return channel;
    }

    /** Whether an earlier request went over it, so that the endpoint may have closed it meanwhile. */
    boolean used() {
        return used;
    }

    boolean usable() {
        return !closed && channel.isActive();
    }

    /** Begins an exchange; the request is written by {@link #write}, and {@link #requestSent} follows its last byte. */
    void begin(AnswerListener theListener, boolean isHead) {
        loop.timeouts().cancel(idleTimeout);
        listener = theListener;
        toHead = isHead;
        received = false;
        requestSent = false;
        body = null;
    }

    void write(ByteBuf data) {
        channel.write(data, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    void requestSent() {
        requestSent = true;
    }

    boolean writable() {
        return channel.isWritable();
    }

    /** Stops or goes on reading the answer. */
    void read(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /** Not needed now: the pool gets it. */
    void park() {
        listener = null;
        if (usable()) {
            idleTimeoutFromNow();
            pool.release(this);
        }
    }

    /** Ends the connection; its listener hears nothing more. */
    void close() {
        listener = null;
        if (!closed) {
            closed = true;
            endpoint.connections.decrementAndGet();
            loop.timeouts().cancel(idleTimeout);
            pool.forget(this);
            releaseLeft();
            channel.close();
        }
    }

    /** Hands the raw connection over; what has arrived beyond the 101 comes along. */
    @Nullable
    ByteBuf detach() {
        listener = null;
        if (!closed) {
            closed = true;
            endpoint.connections.decrementAndGet();
        }
        channel.pipeline().remove(this);
        ByteBuf rest = left;
        left = null;
        return rest;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (listener == null) {
            // Bytes that nobody asked for: the endpoint is out of step.
            in.release();
            close();
            return;
        }
        received = true;
        ByteBuf before = left;
        left = before == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
        loop.enter();
        try {
            parse();
        } catch (MalformedException e) {
            broken();
        } finally {
            loop.leave();
        }
        ByteBuf rest = left;
        if (rest != null && !rest.isReadable()) {
            releaseLeft();
        }
    }

    private void parse() throws MalformedException {
        while (listener != null && left != null && left.isReadable()) {
            BodyDecoder decoder = body;
            if (decoder == null) {
                byte[] head = scanner.next(left);
                if (head == null) {
                    return;
                }
                head(HeadParser.response(head, MAX_FIELDS));
            } else {
                ByteBuf data = decoder.next(left);
                AnswerListener to = listener;
                if (data != null) {
                    to.onData(data);
                }
                if (decoder.done()) {
                    end(decoder);
                } else if (data == null) {
                    return;
                }
            }
        }
    }

    private void head(ResponseHead head) throws MalformedException {
        AnswerListener to = listener;
        if (to == null) {
            return;
        }
        if (head.status() < 200 && head.status() != 101) {
            to.onInterim(head);
            return;
        }
        Framing framing = Framing.ofResponse(head, toHead);
        keepAlive = head.keepsAlive() && framing.kind() != Framing.Kind.UNTIL_CLOSE && head.status() != 101;
        var decoder = new BodyDecoder(framing);
        body = decoder;
        to.onHead(head, framing);
        if (decoder.done() && listener == to) {
            end(decoder);
        }
    }

    private void end(BodyDecoder decoder) {
        AnswerListener to = listener;
        if (to == null || body != decoder) {
            return;
        }
        listener = null;
        body = null;
        used = true;
        boolean inStep = left == null || !left.isReadable();
        if (keepAlive && requestSent && inStep && channel.isActive()) {
            releaseLeft();
            read(true);
            idleTimeoutFromNow();
            pool.release(this);
        } else {
            close();
        }
        to.onEnd(decoder.trailers());
    }

    private void idleTimeoutFromNow() {
        loop.timeouts().set(idleTimeout, loop.now() + endpoint.origin().idleNanos());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (listener != null) {
            listener.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && channel.isWritable()) {
            listener.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        BodyDecoder decoder = body;
        if (decoder != null && decoder.onClose()) {
            keepAlive = false;
            end(decoder);
        } else {
            broken();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken();
    }

    private void broken() {
        AnswerListener to = listener;
        boolean any = received;
        close();
        if (to != null) {
            to.onBroken(any);
        }
    }

    private void releaseLeft() {
        if (left != null) {
            left.release();
            left = null;
        }
    }
}
