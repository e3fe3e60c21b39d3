package dev.evenkeel.server.supervisor.probe;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A question that needs a connection. Confined to the prober's event loop; answers once. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a connection to be closed.
abstract class ConnectionProbe extends ChannelInboundHandlerAdapter {
    private final Consumer<Answer> listener;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean answered;

    ConnectionProbe(Consumer<Answer> listener) {
        this.listener = listener;
    }

    void limit(Channel channel, Duration timeout) {
        long millis = timeout.toMillis();
        deadline = channel.eventLoop()
                .schedule(
                        () -> {
                            answer(Answer.timedOut(millis));
                            channel.close();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    void onConnectFailed(Throwable cause) {
        answer(Answer.failed(cause instanceof ConnectException ? "connection refused" : describe(cause)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        answer(Answer.failed(describe(cause)));
        context.close();
    }

    final void answer(Answer answer) {
        if (answered) {
            return;
        }
        answered = true;
        listener.accept(answer);
    }

    /** Its connection is closed, or never came about. */
    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        context.fireChannelUnregistered();
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
