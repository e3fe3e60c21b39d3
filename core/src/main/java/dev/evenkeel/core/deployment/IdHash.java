package dev.evenkeel.core.deployment;

/**
 * 64 bits that stand for a record's id in a {@link DeploymentTable}, which doesn't keep the ids themselves.
 *
 * <p>Two ids with the same hash would be taken for one record. For n ids that aren't made to collide, the probability
 * that any two do is about n²/2⁶⁵: 3·10⁻⁶ at ten million records. The function is fixed, not secret: it also breaks
 * ties between records that agree in every time, in the same way everywhere and always.
 */
public final class IdHash {
    private IdHash() {}

    /** The hash of an id; the same in every release. */
    public static long of(String id) {
        long hash = id.length();
        int length = id.length();
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            hash = mix(hash
                    ^ id.charAt(at)
                    ^ (long) id.charAt(at + 1) << 16
                    ^ (long) id.charAt(at + 2) << 32
                    ^ (long) id.charAt(at + 3) << 48);
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = rest << 16 | id.charAt(at);
        }
        return mix(mix(hash ^ rest));
    }

    /** A bijection, so that ids that differ in one group of four characters never collide (Stafford's variant 13). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
