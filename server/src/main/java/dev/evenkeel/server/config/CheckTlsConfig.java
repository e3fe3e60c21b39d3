package dev.evenkeel.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a check speaks TLS.
 *
 * @param verify whether the certificate must be valid, trusted and for the target's name
 * @param trust PEM certificates to trust instead of the system's; null for the system's
 * @param certificate PEM, shown to the target; null for none
 * @param key of the certificate; PEM, PKCS#8
 * @param serverName asked for and verified instead of the URL's host; null for that
 */
public record CheckTlsConfig(
        boolean verify,
        @Nullable Path trust,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable String serverName) {
    public static final CheckTlsConfig DEFAULT = new CheckTlsConfig(true, null, null, null, null);

    static CheckTlsConfig from(Section section) {
        if (section.has("certificate") != section.has("key")) {
            section.reject(
                    section.has("key") ? "certificate" : "key",
                    "a client certificate needs both certificate and key: write the file");
        }
        return new CheckTlsConfig(
                section.bool("verify", true),
                file(section, "trust"),
                file(section, "certificate"),
                file(section, "key"),
                CheckConfig.optional(section, "serverName"));
    }

    private static @Nullable Path file(Section section, String key) {
        Path path = section.path(key, Path.of(""));
        return section.has(key) ? path : null;
    }
}
