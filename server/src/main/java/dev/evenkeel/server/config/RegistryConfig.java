package dev.evenkeel.server.config;

/**
 * How the registry keeps its records.
 *
 * @param store scheme and place, as in {@code sqlite:data/evenkeel.db}; the scheme chooses the kind of store
 */
public record RegistryConfig(String store) {
    private static final String SQLITE = "sqlite:";

    static RegistryConfig from(Section section) {
        String store = section.text("store", "sqlite:data/evenkeel.db");
        String file = store.startsWith(SQLITE) ? store.substring(SQLITE.length()) : "";
        if (file.isBlank() || file.startsWith(":") || file.contains("?") || file.indexOf('\0') >= 0) {
            section.reject(
                    "store", "not a store that there is: write sqlite: and a file, as in sqlite:data/evenkeel.db");
        }
        return new RegistryConfig(store);
    }
}
