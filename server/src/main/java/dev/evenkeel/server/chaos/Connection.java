package dev.evenkeel.server.chaos;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: its requests are answered one after the other, in the order in which they came (pipelining). */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Requests that wait before the connection is read no further. */
    private static final int MAX_WAITING = 16;

    private final GeoipService service;
    private final InstantSource clock;
    private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
    private @Nullable Reply current;
    private boolean draining;

    Connection(GeoipService service, InstantSource clock) {
        this.service = service;
        this.clock = clock;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        waiting.add(request.retain());
        if (waiting.size() >= MAX_WAITING) {
            context.channel().config().setAutoRead(false);
        }
        drain(context);
    }

    private void drain(ChannelHandlerContext context) {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (current == null && !waiting.isEmpty()) {
                answer(context, waiting.remove());
            }
        } finally {
            draining = false;
        }
        if (waiting.isEmpty()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        try {
            boolean readable = request.decoderResult().isSuccess();
            boolean keepAlive = readable && HttpUtil.isKeepAlive(request);
            var reply = new Reply(context.channel(), keepAlive, clock, () -> {
                current = null;
                drain(context);
            });
            current = reply;
            if (readable) {
                service.handle(request, reply);
            } else {
                reply.error(400, "That is no HTTP/1.1 request.");
            }
        } finally {
            request.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (current != null && !current.done()) {
            current.cancel();
            service.abandoned();
        }
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("a request ended in an unexpected error", cause);
        }
        var _ = context.close();
    }
}
