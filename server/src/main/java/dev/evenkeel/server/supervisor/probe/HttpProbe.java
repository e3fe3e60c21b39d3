package dev.evenkeel.server.supervisor.probe;

import dev.evenkeel.core.process.ProbeSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One GET on a connection of its own. Only the status is looked at; the rest of the answer is read for a while, so
 * that the application isn't troubled by a connection that was reset.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a connection to be closed.
final class HttpProbe extends ConnectionProbe {
    private static final int STATUS_LINE = 12;
    private static final int ENOUGH = 64 << 10;

    private final Question.Http question;
    private final InetSocketAddress address;
    private final byte[] line = new byte[STATUS_LINE];
    private int read;

    HttpProbe(Question.Http question, InetSocketAddress address, Consumer<Answer> listener) {
        super(listener);
        this.question = question;
        this.address = address;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var head = new StringBuilder("GET ").append(question.path()).append(" HTTP/1.1\r\n");
        if (question.headers().keySet().stream().noneMatch("host"::equalsIgnoreCase)) {
            head.append("Host: ")
                    .append(address.getHostString())
                    .append(':')
                    .append(address.getPort())
                    .append("\r\n");
        }
        question.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("User-Agent: evenkeel-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        ByteBuf bytes = context.alloc().buffer(head.length());
        bytes.writeCharSequence(head, StandardCharsets.UTF_8);
        context.writeAndFlush(bytes, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int before = read;
        read += bytes.readableBytes();
        if (before < STATUS_LINE) {
            int part = Math.min(STATUS_LINE - before, bytes.readableBytes());
            bytes.readBytes(line, before, part);
            if (read >= STATUS_LINE) {
                answer(judge());
            }
        }
        bytes.release();
        if (read > ENOUGH) {
            context.close();
        }
    }

    private Answer judge() {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (!text.matches("HTTP/1\\.[01] [1-5]\\d\\d")) {
            return Answer.failed("not HTTP: the answer begins with " + text.replaceAll("\\p{Cntrl}", "?"));
        }
        int status = Integer.parseInt(text.substring(9));
        return ProbeSpec.passes(status) ? Answer.passed("HTTP " + status) : Answer.failed("HTTP " + status);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answer(Answer.failed("closed the connection without an answer"));
    }
}
