package dev.evenkeel.server.insights;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Ends a stream that stands still: the HTTP client's own timeout covers an answer only up to its headers. */
final class StallGuard extends FilterInputStream {
    private final Duration atMost;
    private final Thread watcher;
    private volatile long lastByteNanos = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream in, Duration atMost) {
        super(in);
        this.atMost = atMost;
        this.watcher = Thread.ofVirtual().name("stall-guard").start(this::watch);
    }

    private void watch() {
        try {
            for (long left = atMost.toNanos();
                    left > 0;
                    left = atMost.toNanos() - (System.nanoTime() - lastByteNanos)) {
                Thread.sleep(Duration.ofNanos(left));
            }
            stalled = true;
            in.close();
        } catch (InterruptedException | IOException e) {
            // Closed by the reader: nothing left to guard.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        try {
            int n = super.read(b, off, len);
            if (n < 0 && stalled) {
                throw new IOException("closed");
            }
            lastByteNanos = System.nanoTime();
            return n;
        } catch (IOException e) {
            throw stalled ? new IOException("the answer stood still for " + atMost.toSeconds() + " s", e) : e;
        }
    }

    @Override
    public void close() throws IOException {
        watcher.interrupt();
        super.close();
    }
}
