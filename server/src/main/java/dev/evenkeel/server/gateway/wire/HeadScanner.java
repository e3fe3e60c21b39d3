package dev.evenkeel.server.gateway.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a head ends, however few bytes arrive at a time: each byte is looked at once.
 *
 * <p>Not thread-safe; one per connection and direction.
 */
public final class HeadScanner {
    private final int maxBytes;
    private int scanned;
    private int lineStart;

    /** @param maxBytes the longest head that is accepted */
    public HeadScanner(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the next head out of the buffer.
     *
     * @return from its first byte to the empty line, inclusive; null when the rest has yet to come
     * @throws MalformedException when a line ends in a bare LF, or the head is too long
     */
    public byte @Nullable [] next(ByteBuf in) throws MalformedException {
        int start = in.readerIndex();
        int end = Math.min(in.writerIndex(), start + maxBytes);
        int lf = in.indexOf(start + scanned, end, (byte) '\n');
        while (lf >= 0) {
            if (lf == start || in.getByte(lf - 1) != '\r') {
                throw new MalformedException("a line that ends without CR");
            }
            if (lf - 1 == start + lineStart && lineStart > 0) {
                byte[] head = new byte[lf + 1 - start];
                in.readBytes(head);
                scanned = 0;
                lineStart = 0;
                return head;
            }
            lineStart = lf + 1 - start;
            lf = in.indexOf(lf + 1, end, (byte) '\n');
        }
        scanned = end - start;
        if (scanned >= maxBytes) {
            throw new MalformedException(431, "a head of more than " + maxBytes + " bytes");
        }
        return null;
    }

    /** Whether part of a head has come. */
    public boolean begun() {
        return scanned > 0;
    }
}
