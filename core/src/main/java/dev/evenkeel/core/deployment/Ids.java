package dev.evenkeel.core.deployment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes the ids of new records.
 *
 * <p>A record with an {@code externalId} gets the id that this name always gives, so that an import can be repeated
 * and can refer to records without looking them up; any other gets an id that sorts by the time it was made.
 */
public final class Ids {
    /** Our own name space; changing it would give every imported record another id. */
    private static final UUID NAMESPACE = UUID.fromString("5b0c6d1e-6a3f-4f0e-9d55-7c1f0e6b1a52");

    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random safe for use by several threads, and hard to guess where ids should be */
    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random ones. */
    public String next() {
        long high = (clock.millis() << 16) | 0x7000 | (random.nextInt() & 0x0fff);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** The UUID of version 5 (RFC 9562, section 5.5) that an {@code externalId} always gives. */
    public static String of(String externalId) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits())
                .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(externalId.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xf000L) | 0x5000;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}
