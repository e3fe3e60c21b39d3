package dev.evenkeel.server.chaos.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection, one request at a time. */
final class LoadConnection extends SimpleChannelInboundHandler<HttpObject> {
    private static final int MAX_KEPT_BODY = 1 << 20;

    private final LoadPlan plan;
    private final Recorder recorder;
    private final Owner owner;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Job job;
    private @Nullable Future<?> timeout;
    private @Nullable HttpResponse response;
    private long bodyBytes;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** Whoever has work for the connection. */
    interface Owner {
        /** A request has its answer, or has failed. */
        void completed();

        /** The connection can take a request. */
        void free(LoadConnection connection);

        /** The connection is gone. */
        void closed(LoadConnection connection);
    }

    LoadConnection(LoadPlan plan, Recorder recorder, Owner owner) {
        this.plan = plan;
        this.recorder = recorder;
        this.owner = owner;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** Sends a request on a connection that is free. */
    void send(Job next) {
        ChannelHandlerContext channel = context();
        job = next;
        response = null;
        bodyBytes = 0;
        body.reset();
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, plan.url().target(next.line()), Unpooled.EMPTY_BUFFER);
        request.headers().set(HttpHeaderNames.HOST, plan.url().authority());
        request.headers().set(HttpHeaderNames.USER_AGENT, "evenkeel-load");
        plan.headers().forEach(header -> request.headers().set(header.getKey(), header.getValue()));
        timeout = channel.executor()
                .schedule(() -> fail(Failure.TIMEOUT), plan.timeout().toNanos(), TimeUnit.NANOSECONDS);
        channel.writeAndFlush(request).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    void close() {
        var _ = context().close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext channel, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            fail(Failure.INVALID);
            return;
        }
        if (message instanceof HttpResponse head && head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            response = head;
        }
        if (message instanceof HttpContent content && response != null) {
            keep(content);
            if (content instanceof LastHttpContent) {
                complete(response);
            }
        }
    }

    private void keep(HttpContent content) {
        int size = content.content().readableBytes();
        bodyBytes += size;
        if (plan.expectBody().isPresent() && body.size() < MAX_KEPT_BODY) {
            try {
                content.content().getBytes(content.content().readerIndex(), body, size);
            } catch (IOException e) {
                throw new IllegalStateException("an array in memory fails", e);
            }
        }
    }

    private void complete(HttpResponse head) {
        Job done = job;
        if (done == null) {
            close();
            return;
        }
        int status = head.status().code();
        recorder.answered(status, System.nanoTime() - done.planned(), bodyBytes);
        plan.tally().ifPresent(name -> recorder.tally(head.headers().get(name, "(none)")));
        if (status / 100 == 2 && !hasExpectedBody(done)) {
            recorder.failed(Failure.WRONG_BODY);
        }
        completed();
        if (HttpUtil.isKeepAlive(head)) {
            owner.free(this);
        } else {
            close();
        }
    }

    private boolean hasExpectedBody(Job done) {
        return plan.expectBody()
                .map(expected -> body.toString(StandardCharsets.UTF_8).contains(expected.replace("{}", done.line())))
                .orElse(true);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        fail(Failure.of(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        fail(Failure.CLOSED);
        owner.closed(this);
    }

    private void fail(String kind) {
        if (job != null) {
            recorder.failed(kind);
            completed();
        }
        close();
    }

    private void completed() {
        job = null;
        if (timeout != null) {
            timeout.cancel(false);
        }
        owner.completed();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "used before it was connected");
    }
}
