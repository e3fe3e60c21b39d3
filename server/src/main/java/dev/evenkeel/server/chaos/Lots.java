package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/**
 * The lots of one attempt: a sequence that depends on nothing but the seed, the address and the number of the attempt.
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), written out so that a seed
 * means the same on every Java release.
 */
public final class Lots implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** @param attempt 1 for the first */
    public Lots(long seed, byte[] address, int attempt) {
        long hash = mix(seed + GOLDEN_GAMMA);
        for (byte octet : address) {
            hash = mix((hash ^ (octet & 0xff)) + GOLDEN_GAMMA);
        }
        state = mix((hash ^ attempt) + GOLDEN_GAMMA);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
