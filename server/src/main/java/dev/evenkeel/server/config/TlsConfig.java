package dev.evenkeel.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that callers see. Both files are read again when they change.
 *
 * @param certificate PEM, the chain from the server's own upwards
 * @param key PEM, PKCS#8
 */
public record TlsConfig(Path certificate, Path key) {

    static @Nullable TlsConfig from(Section section) {
        Path none = Path.of("");
        boolean wanted = section.has("certificate") || section.has("key");
        if (wanted && !(section.has("certificate") && section.has("key"))) {
            section.reject(
                    section.has("key") ? "certificate" : "key", "TLS needs both certificate and key: write the file");
        }
        var config = new TlsConfig(section.path("certificate", none), section.path("key", none));
        return wanted ? config : null;
    }
}
