package dev.evenkeel.server.config;

/**
 * Whether requests wait while no endpoint can be reached.
 *
 * @param capacity requests of the route that wait at a time; more are answered 503 at once
 */
public record ParkingConfig(boolean enabled, int capacity) {

    public static final ParkingConfig DEFAULT = new ParkingConfig(true, 1000);

    static ParkingConfig from(Section section) {
        return new ParkingConfig(
                section.bool("enabled", DEFAULT.enabled), section.integer("capacity", DEFAULT.capacity, 1, 1_000_000));
    }
}
