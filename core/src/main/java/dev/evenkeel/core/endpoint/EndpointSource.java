package dev.evenkeel.core.endpoint;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Knows which addresses of a service are ready to take requests: a fixed list, what DNS says, or the replicas that a
 * supervisor runs.
 */
public interface EndpointSource {

    /** The resolved addresses that are ready now, without duplicates; empty while there are none. Never blocks. */
    List<InetSocketAddress> ready();

    /**
     * Has {@code listener} called after each change of {@link #ready()}, on a thread of the source's choice; it must
     * not block.
     *
     * @return ends the notifications
     */
    Subscription onChange(Listener listener);

    /**
     * A request to this address failed in a way that says that the service is broken. The source may look for itself,
     * and leave the address out until it works again. Never blocks.
     *
     * @param what was seen, for people
     */
    default void onFailure(InetSocketAddress address, String what) {}

    /** Sends requests to the addresses. */
    @FunctionalInterface
    interface Listener {
        /** {@link #ready()} has changed. */
        void changed();

        /** What this listener sends to an address, also after it was left out; nothing when it doesn't know. */
        default Traffic traffic(InetSocketAddress address) {
            return Traffic.NONE;
        }
    }

    /**
     * What one address was sent.
     *
     * @param inFlight requests under way now
     * @param answered requests that ended, all in all
     * @param failed those among them that failed
     * @param nanos that they took together
     */
    record Traffic(int inFlight, long answered, long failed, long nanos) {
        public static final Traffic NONE = new Traffic(0, 0, 0, 0);

        public Traffic plus(Traffic other) {
            return new Traffic(
                    inFlight + other.inFlight, answered + other.answered, failed + other.failed, nanos + other.nanos);
        }
    }

    /** Ends what was begun; doing it twice is harmless. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** A list that never changes. */
    static EndpointSource fixed(List<InetSocketAddress> addresses) {
        List<InetSocketAddress> all = List.copyOf(addresses);
        return new EndpointSource() {
            @Override
            public List<InetSocketAddress> ready() {
                return all;
            }

            @Override
            public Subscription onChange(Listener listener) {
                return () -> {};
            }
        };
    }
}
