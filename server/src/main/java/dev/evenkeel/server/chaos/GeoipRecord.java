package dev.evenkeel.server.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer for one address, always the same for the same address. {@code location} and {@code networkName} come from
 * the database, the coordinates from the tz database; {@code postalCode} and {@code domain} are made up.
 *
 * @param location the country's English name, or {@value Country#UNKNOWN}
 * @param networkName the range of the database that holds the address, written as registries name theirs
 * @param domain under {@code .example} (RFC 2606), so that it is nobody's
 * @param latitude in degrees, roughly the middle of the country; null when it isn't known
 */
record GeoipRecord(
        String ip,
        String location,
        @JsonProperty("postal_code") String postalCode,
        @JsonProperty("network_name") String networkName,
        String domain,
        @Nullable Double latitude,
        @Nullable Double longitude) {

    private static final int POSTAL_CODES = 100_000;

    static GeoipRecord of(String ip, byte[] address, Country country, Coordinates.@Nullable Point middle) {
        String range = country.range().replace('.', '-').replace(':', '-').replace('/', '-');
        int postalCode = POSTAL_CODES + new Lots(0, address, 0).nextInt(POSTAL_CODES);
        return new GeoipRecord(
                ip,
                country.name(),
                Integer.toString(postalCode).substring(1),
                "NET-" + range.toUpperCase(Locale.ROOT),
                "net-" + range.toLowerCase(Locale.ROOT) + ".example",
                middle == null ? null : middle.latitude(),
                middle == null ? null : middle.longitude());
    }
}
