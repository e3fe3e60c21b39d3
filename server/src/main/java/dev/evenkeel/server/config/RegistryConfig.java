package dev.evenkeel.server.config;

import java.time.Duration;

/**
 * How the registry keeps its records.
 *
 * @param store scheme and place, as in {@code sqlite:data/evenkeel.db}; the scheme chooses the kind of store
 * @param incidentCoolDown how long after its end an incident reopens instead of a new one being opened
 * @param suspectWindow how long before the first failure a deployment may have ended that is suspected of it
 */
public record RegistryConfig(String store, Duration incidentCoolDown, Duration suspectWindow) {
    private static final String SQLITE = "sqlite:";

    static RegistryConfig from(Section section) {
        String store = section.text("store", "sqlite:data/evenkeel.db");
        String file = store.startsWith(SQLITE) ? store.substring(SQLITE.length()) : "";
        if (file.isBlank() || file.startsWith(":") || file.contains("?") || file.indexOf('\0') >= 0) {
            section.reject(
                    "store", "not a store that there is: write sqlite: and a file, as in sqlite:data/evenkeel.db");
        }
        Section incidents = section.section("incidents");
        return new RegistryConfig(
                store,
                incidents.duration("coolDown", Duration.ofMinutes(10), Duration.ZERO, Duration.ofDays(7)),
                incidents.duration("suspectWindow", Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(7)));
    }
}
