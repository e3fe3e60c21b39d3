package dev.evenkeel.core.process;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One state of a {@link Replica}; each is a class of its own.
 *
 * <pre>
 * Pending → Starting → Running ⇄ Ready → Terminating → Exited → BackOff → Starting
 *                          └────────────────┴──────────↗
 * </pre>
 */
public sealed interface ReplicaState permits Pending, Starting, Alive, Terminating, Exited, BackOff {

    /** Its name: {@code Ready}. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Since when it is so. */
    Instant since();

    /** Why it is so, in words for people; empty where the name says it all. */
    String message();

    /** When it has to be looked at again though nothing happens, null for never. */
    @Nullable
    Instant wakeAt();

    /** What follows; this itself when the event means nothing here. */
    ReplicaState on(ReplicaEvent event, Turn turn);
}
