package dev.evenkeel.server.registry;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** The bytes of an import as text: unpacked when they are gzip, which their first bytes tell, and without a BOM. */
final class ImportInput {
    private static final int BUFFER = 1 << 16;

    private ImportInput() {}

    static InputStream open(InputStream raw) throws IOException {
        var bytes = new Peekable(raw);
        InputStream text = bytes.startsWith(0x1f, 0x8b) ? new GZIPInputStream(bytes, BUFFER) : bytes;
        var unpacked = new Peekable(text);
        if (unpacked.startsWith(0xef, 0xbb, 0xbf)) {
            unpacked.skipNBytes(3);
        }
        return unpacked;
    }

    /** The first byte that isn't a space, -1 when there is none within the buffer; nothing is consumed. */
    static int firstByte(InputStream in) throws IOException {
        in.mark(BUFFER);
        int c = in.read();
        for (int i = 1; i < BUFFER && (c == ' ' || c == '\t' || c == '\r' || c == '\n'); i++) {
            c = in.read();
        }
        in.reset();
        return c;
    }

    private static final class Peekable extends BufferedInputStream {
        Peekable(InputStream in) {
            super(in, BUFFER);
        }

        boolean startsWith(int... expected) throws IOException {
            mark(expected.length);
            try {
                for (int b : expected) {
                    if (read() != b) {
                        return false;
                    }
                }
                return true;
            } finally {
                reset();
            }
        }

        /**
         * Whether there is more, at the price of waiting for it: a gzip stream that finds nothing available where one
         * part ends takes that for the end of all parts.
         */
        @Override
        public synchronized int available() throws IOException {
            int buffered = super.available();
            if (buffered > 0) {
                return buffered;
            }
            mark(1);
            int next = read();
            reset();
            return next < 0 ? 0 : 1;
        }
    }
}
