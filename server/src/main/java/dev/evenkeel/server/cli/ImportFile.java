package dev.evenkeel.server.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** A file to import, unpacked while it is read, that counts how far it has come. */
final class ImportFile implements Closeable {
    private static final int BUFFER = 1 << 16;
    /** Far enough to look past blank lines at the start for what a file holds. */
    private static final int LOOK_AHEAD = 1 << 10;

    private final Counter packed;
    private final Counter unpacked;
    private final String contentType;
    private final OptionalLong size;

    private ImportFile(Counter packed, Counter unpacked, String contentType, OptionalLong size) {
        this.packed = packed;
        this.unpacked = unpacked;
        this.contentType = contentType;
        this.size = size;
    }

    /** @throws IOException when there is no such file, or it can't be read */
    static ImportFile open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder: name the files in it");
        }
        OptionalLong size = Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
        return of(Files.newInputStream(file), file.getFileName().toString(), size);
    }

    /**
     * @param name tells the kind by its end, as in {@code .csv.gz}; anything else is told by the content
     * @param size how many bytes there will be, when that is known
     */
    static ImportFile of(InputStream in, String name, OptionalLong size) throws IOException {
        var packed = new Counter(in);
        var buffered = new BufferedInputStream(packed, BUFFER);
        InputStream plain =
                isGzip(buffered) ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER) : buffered;
        String contentType = contentType(name.toLowerCase(Locale.ROOT), plain);
        return new ImportFile(packed, new Counter(plain), contentType, size);
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static String contentType(String name, InputStream in) throws IOException {
        if (name.matches(".*\\.csv(\\.gz)?")) {
            return "text/csv";
        } else if (name.matches(".*\\.(ndjson|jsonl)(\\.gz)?")) {
            return "application/x-ndjson";
        }
        in.mark(LOOK_AHEAD);
        int first = in.read();
        for (int i = 1; i < LOOK_AHEAD && first >= 0 && Character.isWhitespace(first); i++) {
            first = in.read();
        }
        in.reset();
        return switch (first) {
            case '[' -> "application/json";
            case '{' -> "application/x-ndjson";
            default -> "text/csv";
        };
    }

    String contentType() {
        return contentType;
    }

    /** The content, unpacked. */
    InputStream content() {
        return unpacked;
    }

    /** Records read so far, by the lines. */
    long records() {
        return Math.max(0, unpacked.lines.get() - (contentType.equals("text/csv") ? 1 : 0));
    }

    /** How much of the file has been read, 0 to 1; negative when its size isn't known. */
    double share() {
        return size.isEmpty() || size.getAsLong() == 0
                ? -1
                : Math.min(1, (double) packed.bytes.get() / size.getAsLong());
    }

    /** Called after each piece that was read. */
    void onProgress(Runnable progress) {
        unpacked.progress = progress;
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }

    /** Counts what passes; read by one thread, looked at by others. */
    private static final class Counter extends FilterInputStream {
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong lines = new AtomicLong();
        private volatile Runnable progress = () -> {};

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                count(buffer, offset, count);
            }
            return count;
        }

        private void count(byte[] buffer, int offset, int count) {
            long found = 0;
            for (int i = offset; i < offset + count; i++) {
                found += buffer[i] == '\n' ? 1 : 0;
            }
            lines.addAndGet(found);
            bytes.addAndGet(count);
            progress.run();
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
