package dev.evenkeel.server.chaos;

import java.util.Locale;

/**
 * What is known about an address.
 *
 * @param code ISO 3166-1 alpha-2; empty when the address belongs to no country
 * @param range the range that it stands in, as in {@code 19.0.0.0/8}
 */
record Country(String code, String range) {
    static final String UNKNOWN = "Unknown";

    /** In English. */
    String name() {
        return code.isEmpty() ? UNKNOWN : Locale.of("", code).getDisplayCountry(Locale.ENGLISH);
    }
}
