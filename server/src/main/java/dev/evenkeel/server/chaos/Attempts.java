package dev.evenkeel.server.chaos;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers the attempts of each address. Remembers the addresses asked for last, so that a service that runs for long
 * doesn't grow; an address that was forgotten begins anew. Not thread-safe.
 */
final class Attempts {
    private static final int INITIAL = 1024;
    private static final float LOAD = 0.75f;

    private final int capacity;
    private final Map<ByteBuffer, Integer> counts;

    /** @param capacity how many addresses are remembered */
    Attempts(int capacity) {
        this.capacity = capacity;
        this.counts = new LinkedHashMap<>(INITIAL, LOAD, true);
    }

    /** The number of this attempt: 1 for the first. */
    int next(byte[] address) {
        int attempt = counts.merge(ByteBuffer.wrap(address), 1, Integer::sum);
        if (counts.size() > capacity) {
            var addresses = counts.keySet().iterator();
            addresses.next();
            addresses.remove();
        }
        return attempt;
    }

    /** Addresses remembered. */
    int addresses() {
        return counts.size();
    }

    /** The most attempts for one address; 0 when there was none. */
    int max() {
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
