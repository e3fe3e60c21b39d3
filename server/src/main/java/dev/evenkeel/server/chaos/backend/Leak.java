package dev.evenkeel.server.chaos.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Memory that is taken and never given back. Safe for use by many threads. */
final class Leak {
    private static final int CHUNK = 1 << 20;

    private final int limitMebibytes;
    private final List<byte[]> taken = new ArrayList<>();
    private boolean full;

    /** @param limitMebibytes where it stops when the heap doesn't stop it before, so that it spoils no machine */
    Leak(int limitMebibytes) {
        this.limitMebibytes = limitMebibytes;
    }

    /** Takes so many MiB more, or what there is. */
    synchronized void grow(int mebibytes) {
        try {
            for (int i = 0; i < mebibytes && !full; i++) {
                byte[] chunk = new byte[CHUNK];
                Arrays.fill(chunk, (byte) 1); // a page that was never written takes no memory
                taken.add(chunk);
                full = taken.size() >= limitMebibytes;
            }
        } catch (OutOfMemoryError e) {
            full = true;
            if (!taken.isEmpty()) {
                taken.removeLast(); // so that it can still say that it is broken
            }
        }
    }

    synchronized boolean full() {
        return full;
    }
}
