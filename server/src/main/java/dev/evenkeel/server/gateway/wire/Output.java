package dev.evenkeel.server.gateway.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Where a head is put together before it goes to a buffer in one copy. One per event loop: bytes are appended to an
 * array without the checks that a buffer makes for each.
 */
public final class Output {
    private byte[] bytes = new byte[4096];
    private int used;

    public Output clear() {
        used = 0;
        return this;
    }

    public Output slice(byte[] from, int start, int end) {
        int length = end - start;
        room(length);
        System.arraycopy(from, start, bytes, used, length);
        used += length;
        return this;
    }

    public Output bytes(byte[] from) {
        return slice(from, 0, from.length);
    }

    /** Characters up to 255, a byte each. */
    @SuppressWarnings("deprecation") // String.getBytes(int, …) is the copy without a charset that is meant here.
    public Output text(String text) {
        int length = text.length();
        room(length);
        text.getBytes(0, length, bytes, used);
        used += length;
        return this;
    }

    public Output number(long value) {
        if (value >= 0 && value < 10) {
            room(1);
            bytes[used++] = (byte) ('0' + value);
            return this;
        }
        return text(Long.toString(value));
    }

    public Output field(String name, String value) {
        return text(name).colon().text(value).crlf();
    }

    Output colon() {
        room(2);
        bytes[used++] = ':';
        bytes[used++] = ' ';
        return this;
    }

    public Output space() {
        room(1);
        bytes[used++] = ' ';
        return this;
    }

    public Output crlf() {
        room(2);
        bytes[used++] = '\r';
        bytes[used++] = '\n';
        return this;
    }

    public Output field(Fields fields, int i) {
        fields.writeTo(this, i);
        return this;
    }

    public int size() {
        return used;
    }

    public void writeTo(ByteBuf buffer) {
        buffer.writeBytes(bytes, 0, used);
    }

    private void room(int more) {
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
        }
    }
}
