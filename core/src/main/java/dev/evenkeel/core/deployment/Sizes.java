package dev.evenkeel.core.deployment;

/** What things take in memory on a 64-bit JVM with compressed references, in bytes. */
final class Sizes {
    /** A small object: header and a few fields. */
    static final long OBJECT = 40;

    /** A reference in an array or a field. */
    static final long REFERENCE = 4;

    private static final long ARRAY = 16;

    private Sizes() {}

    static long of(long[] array) {
        return array(array.length, Long.BYTES);
    }

    static long of(int[] array) {
        return array(array.length, Integer.BYTES);
    }

    static long of(short[] array) {
        return array(array.length, Short.BYTES);
    }

    static long of(byte[] array) {
        return array(array.length, Byte.BYTES);
    }

    private static long array(int length, int width) {
        return length == 0 ? 0 : (ARRAY + (long) length * width + 7) & ~7;
    }
}
