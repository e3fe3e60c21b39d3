package dev.evenkeel.core.deployment;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of a registry in the order in which they were committed: in process, or over HTTP. */
public interface DeploymentFeed {

    /**
     * The changes that follow a cursor. A record that changed several times since may come once, as it is now; one
     * that commits late comes later, never not at all.
     *
     * @param after the cursor of the last change seen, null to start at the beginning
     * @param limit 1 to 10,000
     * @param wait how long to wait for a first change when there is none; zero answers at once
     * @return none when nothing came within {@code wait}
     * @throws UnknownCursorException when the registry can't continue from {@code after}: start at the beginning
     * @throws IOException when the registry can't be reached or doesn't answer sensibly
     */
    Changes changes(@Nullable String after, int limit, Duration wait) throws IOException, InterruptedException;

    /** Where the records come from, as shown to people: a URL, or the store's name in process. */
    String source();

    /**
     * Some records as they are now.
     *
     * @param records in feed order
     * @param cursor continues behind the last of them; when there are none, where the question began
     */
    record Changes(
            List<? extends Delivery> records, @Nullable String cursor) {}

    /** The cursor is not one of this registry's: another store was put behind it, or it went back to a backup. */
    final class UnknownCursorException extends IOException {
        public UnknownCursorException(String message) {
            super(message);
        }
    }
}
