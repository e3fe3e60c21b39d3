package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.gateway.wire.BodyDecoder;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.HeadParser;
import dev.evenkeel.server.gateway.wire.HeadScanner;
import dev.evenkeel.server.gateway.wire.MalformedException;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A caller's HTTP/1.1 connection: reads one request after the other and writes their answers in that order. What is
 * pipelined waits in the buffer until its turn.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write or close that fails ends the channel, which is heard of there.
final class GatewayHandler extends ChannelInboundHandlerAdapter implements Caller, Connections.Drainable {
    /** More than this is not read ahead while a request is answered. */
    private static final int READ_AHEAD = 64 * 1024;
    /** How long a caller that is told to go may still send, so that it gets to see why (RFC 9112 §9.6). */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Dispatch dispatch;
    private final ConnectionLimits limits;
    private final Connections connections;
    private final Loop loop;
    private final Channel channel;
    private final AnswerWriter writer;
    private final HeadScanner scanner;
    private final String address;
    private final String scheme;
    private @Nullable ByteBuf left;
    private @Nullable Exchange exchange;
    private @Nullable BodyDecoder body;
    private RequestHead request = Http1Defaults.NO_REQUEST;
    private long bodySize;
    private boolean waitsForContinue;
    private boolean busy;
    private boolean keepAlive = true;
    private boolean lingering;
    private boolean parsing;
    private boolean bodyPaused;

    /** For whatever the connection waits for: a request, the rest of one, or the caller to take an answer. */
    private final Timeout timeout = new Timeout() {
        @Override
        void onTimeout() {
            timedOut();
        }
    };

    GatewayHandler(Dispatch dispatch, Connections connections, Loop loop, Channel channel, boolean tls) {
        this.dispatch = dispatch;
        this.limits = dispatch.limits();
        this.connections = connections;
        this.loop = loop;
        this.channel = channel;
        this.writer = new AnswerWriter(channel, loop);
        this.scanner = new HeadScanner(limits.maxHeaderSize());
        this.scheme = tls ? "https" : "http";
        this.address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connections.add(loop, this);
        waitFor(limits.headerTimeout().toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connections.remove(loop, this);
        loop.timeouts().cancel(timeout);
        writer.release();
        releaseLeft();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (lingering) {
            in.release();
            return;
        }
        ByteBuf before = left;
        left = before == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
        loop.enter();
        try {
            parse();
        } finally {
            loop.leave();
        }
    }

    /** Takes as much out of the buffer as can be dealt with now. */
    private void parse() {
        if (parsing) {
            return;
        }
        parsing = true;
        try {
            while (left != null && left.isReadable() && !lingering && step(left)) {}
        } catch (MalformedException e) {
            malformed(e);
        } finally {
            parsing = false;
        }
        ByteBuf rest = left;
        if (rest != null && !rest.isReadable()) {
            releaseLeft();
        } else if (rest != null && busy && body == null && rest.readableBytes() > READ_AHEAD) {
            read(false);
        }
    }

    /** @return whether to go on */
    private boolean step(ByteBuf in) throws MalformedException {
        BodyDecoder decoder = body;
        if (decoder != null) {
            return !bodyPaused && body(in, decoder);
        }
        if (busy) {
            return false;
        }
        if (!scanner.begun()) {
            skipEmptyLine(in);
            if (!in.isReadable()) {
                return false;
            }
            waitFor(limits.headerTimeout().toNanos());
        }
        byte[] head = scanner.next(in);
        if (head == null) {
            return false;
        }
        begin(HeadParser.request(head, limits.maxHeaders()));
        return true;
    }

    /** RFC 9112 §2.2: some clients send an extra line end after a body. */
    private static void skipEmptyLine(ByteBuf in) {
        int at = in.readerIndex();
        if (in.readableBytes() >= 2 && in.getByte(at) == '\r' && in.getByte(at + 1) == '\n') {
            in.skipBytes(2);
        }
    }

    private void begin(RequestHead head) {
        busy = true;
        request = head;
        keepAlive = HeadParser.keepsAlive(head.minor(), head.fields()) && !connections.closing();
        var requestBody = new RequestBody();
        boolean hasBody = !head.framing().isNone();
        body = hasBody ? new BodyDecoder(head.framing()) : null;
        bodySize = 0;
        bodyPaused = false;
        waitsForContinue = hasBody && Dispatch.waitsForContinue(head);
        if (!hasBody) {
            requestBody.complete(null);
        }
        waitFor(hasBody ? limits.bodyTimeout().toNanos() : Long.MAX_VALUE / 2);
        Exchange opened = dispatch.open(loop, head, requestBody, this);
        if (opened == null) {
            return;
        }
        exchange = opened;
        opened.start();
        if (waitsForContinue && busy && body != null) {
            waitsForContinue = false;
            writer.interim(Http1Defaults.CONTINUE);
        }
    }

    private boolean body(ByteBuf in, BodyDecoder decoder) throws MalformedException {
        ByteBuf data = decoder.next(in);
        Exchange to = exchange;
        if (data != null) {
            bodySize += data.readableBytes();
            waitFor(limits.bodyTimeout().toNanos());
            if (bodySize > limits.maxBodySize()) {
                data.release();
                tooLarge();
                return false;
            }
            if (to == null) {
                data.release();
            } else {
                to.onBody(data);
            }
        }
        if (decoder.done() && body == decoder) {
            body = null;
            waitFor(Long.MAX_VALUE / 2);
            if (to != null) {
                to.onBodyEnd(decoder.trailers());
            }
        }
        return data != null || body == null;
    }

    private void tooLarge() {
        Exchange to = exchange;
        if (to != null) {
            exchange = null;
            to.callerGone();
        }
        keepAlive = false;
        if (busy) {
            Dispatch.tooLarge(limits).sendTo(this, null, false);
        }
    }

    private void malformed(MalformedException e) {
        Exchange to = exchange;
        keepAlive = false;
        if (to != null) {
            exchange = null;
            to.callerGone();
        }
        if (answerBegun) {
            abort();
            return;
        }
        busy = true;
        request = Http1Defaults.NO_REQUEST;
        Answers.malformed(e.status(), e.reason()).sendTo(this, null, false);
    }

    // The answer.

    private boolean answerBegun;

    @Override
    public void interim(ResponseHead head) {
        if (request.minor() > 0) {
            writer.interim(head);
        }
    }

    @Override
    public void answer(ResponseHead head, Framing framing) {
        answerBegun = true;
        // With part of the body still to come, nobody can tell where the next request begins.
        boolean close = !keepAlive || (body != null && !body.done()) || connections.closing();
        keepAlive =
                !writer.head(head, framing, request.minor(), request.method().equals("HEAD"), close);
        if (framing.kind() != Framing.Kind.NONE) {
            waitFor(limits.bodyTimeout().toNanos());
        }
    }

    @Override
    public void data(ByteBuf data) {
        writer.data(data);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void end(@Nullable Fields trailers) {
        writer.end(trailers);
        answerBegun = false;
        exchange = null;
        busy = false;
        if (!keepAlive) {
            linger();
            return;
        }
        waitFor(limits.idleTimeout().toNanos());
        read(true);
        if (left != null) {
            parse();
        }
    }

    @Override
    public void abort() {
        exchange = null;
        writer.release();
        channel.close();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void readBody(boolean on) {
        bodyPaused = !on;
        read(on);
        if (on && left != null) {
            // Not from within: the exchange that asks for more is not done with what it has.
            loop.executor().execute(this::parse);
        } else if (!on) {
            waitFor(Long.MAX_VALUE / 2);
        }
    }

    @Override
    public void upgrade(ResponseHead head, UpstreamConnection upstream) {
        exchange = null;
        lingering = true;
        writer.switching(head);
        ByteBuf early = left;
        left = null;
        Tunnel.join(channel, this, upstream, early);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String version() {
        return "1.1";
    }

    @Override
    public String scheme() {
        return scheme;
    }

    /** Ends the connection when its last answer has been written, and lets the caller read that. */
    private void linger() {
        lingering = true;
        releaseLeft();
        boolean moreMayCome = body != null;
        if (!moreMayCome || !(channel instanceof SocketChannel socket)) {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        read(true);
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> socket.shutdownOutput());
        waitFor(LINGER_NANOS);
    }

    @Override
    public void drain() {
        keepAlive = false;
        if (!busy) {
            channel.close();
        }
    }

    // What happens to the connection.

    private void timedOut() {
        if (lingering || !busy) {
            if (!lingering && scanner.begun()) {
                malformed(new MalformedException(408, "not come to the end of its head in time"));
            } else {
                channel.close();
            }
            return;
        }
        if (answerBegun && channel.isWritable() && body == null) {
            // The upstream is slow, which is the exchange's business.
            waitFor(limits.bodyTimeout().toNanos());
            return;
        }
        if (answerBegun) {
            gone();
            abort();
        } else {
            malformed(new MalformedException(408, "not come to the end of its body in time"));
        }
    }

    private void waitFor(long nanos) {
        loop.timeouts().set(timeout, loop.now() + nanos);
    }

    private void read(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable() && exchange != null) {
            waitFor(limits.bodyTimeout().toNanos());
            exchange.callerWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gone();
        channel.close();
    }

    private void gone() {
        Exchange abandoned = exchange;
        exchange = null;
        if (abandoned != null) {
            abandoned.callerGone();
        }
    }

    private void releaseLeft() {
        if (left != null) {
            left.release();
            left = null;
        }
    }
}
