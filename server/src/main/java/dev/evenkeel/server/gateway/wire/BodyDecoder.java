package dev.evenkeel.server.gateway.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body out of a stream of bytes (RFC 9112 §6 and §7). Chunks are taken apart here and put together anew when
 * they are sent on, so that nobody downstream sees another's idea of a chunk.
 *
 * <p>Not thread-safe; one a message.
 */
public final class BodyDecoder {
    private static final int MAX_LINE = 1024;
    private static final int MAX_TRAILERS = 16 * 1024;
    private static final int MAX_TRAILER_FIELDS = 64;

    private enum State {
        DATA,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    private final boolean untilClose;
    private State state;
    private long left;
    private byte[] line = new byte[0];
    private int lineLength;
    private @Nullable Fields trailers;

    public BodyDecoder(Framing framing) {
        this.untilClose = framing.kind() == Framing.Kind.UNTIL_CLOSE;
        this.state = switch (framing.kind()) {
            case NONE -> State.DONE;
            case LENGTH, UNTIL_CLOSE -> State.DATA;
            case CHUNKED -> State.CHUNK_SIZE;
        };
        this.left = untilClose ? Long.MAX_VALUE : framing.length();
    }

    public boolean done() {
        return state == State.DONE;
    }

    /** What follows a chunked body; null without. */
    public @Nullable Fields trailers() {
        return trailers;
    }

    /**
     * Notes that the sender closed its side.
     *
     * @return whether the body is complete
     */
    public boolean onClose() {
        if (untilClose) {
            state = State.DONE;
        }
        return done();
    }

    /**
     * The next piece of the body, a retained slice of the input.
     *
     * @return null when the input is used up or the body is complete
     */
    public @Nullable ByteBuf next(ByteBuf in) throws MalformedException {
        while (in.isReadable() && state != State.DONE) {
            switch (state) {
                case DATA, CHUNK_DATA -> {
                    return data(in);
                }
                case CHUNK_SIZE -> {
                    if (readLine(in, MAX_LINE)) {
                        chunkSize();
                    }
                }
                case CHUNK_END -> {
                    if (readLine(in, 2)) {
                        if (lineLength != 2) {
                            throw new MalformedException("a chunk that is longer than it says");
                        }
                        nextLine(State.CHUNK_SIZE);
                    }
                }
                case TRAILERS -> trailerLine(in);
                case DONE -> {}
            }
        }
        return null;
    }

    private ByteBuf data(ByteBuf in) {
        int length = (int) Math.min(left, in.readableBytes());
        left -= untilClose ? 0 : length;
        if (left == 0) {
            state = state == State.CHUNK_DATA ? State.CHUNK_END : State.DONE;
            lineLength = 0;
        }
        return in.readRetainedSlice(length);
    }

    /** Collects bytes up to LF; what was collected earlier counts. */
    private boolean readLine(ByteBuf in, int max) throws MalformedException {
        int lf = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int take = (lf < 0 ? in.writerIndex() : lf + 1) - in.readerIndex();
        if (lineLength + take > max) {
            throw new MalformedException("a chunk that is malformed or has too long a line");
        }
        if (line.length < lineLength + take) {
            line = Arrays.copyOf(line, Math.max(32, (lineLength + take) * 2));
        }
        in.readBytes(line, lineLength, take);
        lineLength += take;
        if (lf < 0) {
            return false;
        }
        if (lineLength < 2 || line[lineLength - 2] != '\r') {
            throw new MalformedException("a line that ends without CR");
        }
        return true;
    }

    private void chunkSize() throws MalformedException {
        long size = 0;
        int i = 0;
        for (int digit = Ascii.hex(line[0]); digit >= 0; digit = Ascii.hex(line[++i])) {
            if (i >= 15) {
                throw new MalformedException("a chunk size of more than 15 digits");
            }
            size = size * 16 + digit;
        }
        if (i == 0 || (line[i] != '\r' && line[i] != ';')) {
            throw new MalformedException("a chunk size that is no hexadecimal number");
        }
        while (i < lineLength - 2) {
            if (!Ascii.value(line[i++])) {
                throw new MalformedException("a control character in a chunk extension");
            }
        }
        left = size;
        nextLine(size == 0 ? State.TRAILERS : State.CHUNK_DATA);
    }

    private void trailerLine(ByteBuf in) throws MalformedException {
        int before = lineLength;
        if (!readLine(in, MAX_TRAILERS)) {
            return;
        }
        if (before == lineLength - 2 && endsLine(before)) {
            if (lineLength > 2) {
                trailers = HeadParser.trailers(Arrays.copyOf(line, lineLength), MAX_TRAILER_FIELDS);
            }
            state = State.DONE;
        }
    }

    /** Whether the line before this position is over, so that what follows is a line of its own. */
    private boolean endsLine(int position) {
        return position == 0 || line[position - 1] == '\n';
    }

    private void nextLine(State next) {
        state = next;
        lineLength = 0;
    }
}
