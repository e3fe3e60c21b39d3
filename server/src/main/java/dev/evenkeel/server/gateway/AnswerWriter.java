package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.Output;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes one answer after the other on an HTTP/1.1 connection. A small one leaves in one buffer and one system call. */
@SuppressWarnings("FutureReturnValueIgnored") // A write or close that fails ends the channel, which is heard of there.
final class AnswerWriter {
    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Up to here copying is cheaper than another buffer. */
    private static final int COPY_BYTES = 4096;

    private final Channel channel;
    private final Loop loop;
    private @Nullable ByteBuf pending;
    private boolean chunked;
    private boolean bodyless;
    private boolean unflushed;

    AnswerWriter(Channel channel, Loop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /**
     * @param minor of the caller's version; chunks are for 1 only
     * @param close whether the connection ends with this answer
     * @return whether the connection has to end with this answer, since nothing else can mark its end
     */
    boolean head(ResponseHead head, Framing framing, int minor, boolean toHead, boolean close) {
        Output out = loop.output();
        if (head.status() == 200 && head.reason().equals("OK")) {
            out.bytes(OK);
        } else {
            out.text("HTTP/1.1 ")
                    .number(head.status())
                    .space()
                    .text(head.reason())
                    .crlf();
        }
        Fields fields = head.fields();
        String options = Hygiene.connectionOptions(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (Hygiene.answerField(fields, i, options)) {
                out.field(fields, i);
            }
        }
        chunked = false;
        bodyless = toHead || head.status() == 204 || head.status() == 304;
        boolean ends = close;
        switch (framing.kind()) {
            case LENGTH -> length(out, framing.length());
            case NONE -> bodylessLength(out, head, toHead);
            case CHUNKED, UNTIL_CLOSE -> {
                if (bodyless) {
                    break;
                }
                if (minor > 0) {
                    chunked = true;
                    out.text("Transfer-Encoding: chunked\r\n");
                } else {
                    ends = true;
                }
            }
        }
        if (ends) {
            out.text("Connection: close\r\n");
        } else if (minor == 0) {
            out.text("Connection: keep-alive\r\n");
        }
        out.crlf();
        int room =
                framing.kind() == Framing.Kind.LENGTH && framing.length() <= COPY_BYTES ? (int) framing.length() : 64;
        ByteBuf buffer = channel.alloc().ioBuffer(out.size() + room);
        out.writeTo(buffer);
        pending = buffer;
        return ends;
    }

    private static void length(Output out, long length) {
        out.text("Content-Length: ").number(length).crlf();
    }

    /** What the body's length would be stays true for an answer to HEAD and for 304 (RFC 9110 §8.6). */
    private static void bodylessLength(Output out, ResponseHead head, boolean toHead) {
        String given = head.fields().get(KnownField.CONTENT_LENGTH);
        if (toHead || head.status() == 304) {
            if (given != null) {
                out.field("Content-Length", given);
            }
        } else if (head.status() != 204) {
            length(out, 0);
        }
    }

    void interim(ResponseHead head) {
        Output out = loop.output();
        out.text("HTTP/1.1 ").number(head.status()).space().text(head.reason()).crlf();
        String options = Hygiene.connectionOptions(head.fields());
        for (int i = 0; i < head.fields().size(); i++) {
            if (Hygiene.answerField(head.fields(), i, options)) {
                out.field(head.fields(), i);
            }
        }
        out.crlf();
        write(out);
        flush();
    }

    /** The answer 101, as the upstream gave it. */
    void switching(ResponseHead head) {
        Output out = loop.output();
        out.text("HTTP/1.1 101 ").text(head.reason()).crlf();
        for (int i = 0; i < head.fields().size(); i++) {
            out.field(head.fields(), i);
        }
        out.crlf();
        write(out);
        flush();
    }

    private void write(Output out) {
        ByteBuf buffer = channel.alloc().ioBuffer(out.size());
        out.writeTo(buffer);
        channel.write(buffer, channel.voidPromise());
        unflushed = true;
    }

    void data(ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0 || bodyless) {
            data.release();
            return;
        }
        ByteBuf head = pending;
        if (head != null && length <= COPY_BYTES) {
            if (chunked) {
                ByteBufUtil.writeAscii(head, Integer.toHexString(length) + "\r\n");
            }
            head.writeBytes(data);
            data.release();
            if (chunked) {
                ByteBufUtil.writeAscii(head, "\r\n");
            }
            if (head.readableBytes() > 2 * COPY_BYTES) {
                writePending();
            }
            return;
        }
        if (chunked) {
            ByteBuf size = head == null ? channel.alloc().ioBuffer(16) : head;
            pending = null;
            ByteBufUtil.writeAscii(size, Integer.toHexString(length) + "\r\n");
            channel.write(size, channel.voidPromise());
            channel.write(data, channel.voidPromise());
            pending = ByteBufUtil.writeAscii(channel.alloc(), "\r\n");
        } else {
            writePending();
            channel.write(data, channel.voidPromise());
        }
        unflushed = true;
    }

    void end(@Nullable Fields trailers) {
        if (chunked) {
            ByteBuf last = pending == null ? channel.alloc().ioBuffer(64) : pending;
            pending = last;
            ByteBufUtil.writeAscii(last, "0\r\n");
            if (trailers != null) {
                Output out = loop.output();
                for (int i = 0; i < trailers.size(); i++) {
                    if (trailers.known(i) == null) {
                        out.field(trailers, i);
                    }
                }
                out.writeTo(last);
            }
            ByteBufUtil.writeAscii(last, "\r\n");
        }
        flush();
    }

    void flush() {
        writePending();
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    private void writePending() {
        if (pending != null) {
            channel.write(pending, channel.voidPromise());
            pending = null;
            unflushed = true;
        }
    }

    void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }
}
