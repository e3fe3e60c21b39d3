package dev.evenkeel.server.supervisor.probe;

import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;

/** Passes when the connection comes about. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a connection to be closed.
final class TcpProbe extends ConnectionProbe {
    TcpProbe(Consumer<Answer> listener) {
        super(listener);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        answer(Answer.passed("connected"));
        context.close();
    }
}
