package dev.evenkeel.core.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message, as much as the rules need, so that those of any HTTP library can be looked at without
 * copying. Names are matched without regard to case.
 */
public interface Fields {

    /** The value of the first line with this name, or null. */
    @Nullable
    String first(String name);

    /** The values of all lines with this name in their order, empty when there are none. */
    List<String> all(String name);

    default boolean contains(String name) {
        return first(name) != null;
    }
}
