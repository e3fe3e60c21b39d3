package dev.evenkeel.server.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What makes a request the same as one before.
 *
 * @param value the key, told apart by caller
 * @param fingerprint of what is asked for
 */
public record RequestKey(String value, String fingerprint) {

    /** The key that a caller sent, for a request that says all this. */
    public static RequestKey of(String caller, String key, String... request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : request) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return new RequestKey(caller + '\n' + key, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
