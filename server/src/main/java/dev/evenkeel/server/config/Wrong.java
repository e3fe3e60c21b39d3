package dev.evenkeel.server.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that can't be used; the message says why and what would be right. */
final class Wrong extends Exception {
    private final String remedy;
    private final @Nullable Place place;

    Wrong(String remedy) {
        this(null, remedy);
    }

    /** @param place of the part that is wrong; null when it is the whole value */
    Wrong(@Nullable Place place, String remedy) {
        super(remedy, null, false, false);
        this.remedy = remedy;
        this.place = place;
    }

    /** The message, which is never missing. */
    String remedy() {
        return remedy;
    }

    Optional<Place> place() {
        return Optional.ofNullable(place);
    }
}
