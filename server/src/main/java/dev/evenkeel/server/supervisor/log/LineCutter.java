package dev.evenkeel.server.supervisor.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes lines of bytes as they come. Keeps the beginning of a line that is too long, and counts the rest. */
final class LineCutter {

    /** Is told of each line. */
    @FunctionalInterface
    interface Lines {
        /** @param length of the whole line in bytes; more than {@code text} has when it was cut */
        void on(String text, long length);
    }

    private final int longest;
    private final Lines lines;
    private byte[] line = new byte[256];
    private int kept;
    private long length;

    /** @param longest how many bytes of a line are kept */
    LineCutter(int longest, Lines lines) {
        this.longest = longest;
        this.lines = lines;
    }

    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                end();
            } else {
                if (kept < longest) {
                    if (kept == line.length) {
                        line = Arrays.copyOf(line, Math.min(longest, kept * 2));
                    }
                    line[kept++] = next;
                }
                length++;
            }
        }
    }

    /** Nothing more comes: what is there is the last line. */
    void finish() {
        if (length > 0) {
            end();
        }
    }

    private void end() {
        int text = kept == length && kept > 0 && line[kept - 1] == '\r' ? kept - 1 : kept;
        long all = text < kept ? text : length;
        lines.on(new String(line, 0, text, StandardCharsets.UTF_8), all);
        kept = 0;
        length = 0;
        if (line.length > 4096) {
            line = new byte[256];
        }
    }
}
