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
     * Has {@code listener} run after each change of {@link #ready()}, on a thread of the source's choice; it must not
     * block.
     *
     * @return ends the notifications
     */
    Subscription onChange(Runnable listener);

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
            public Subscription onChange(Runnable listener) {
                return () -> {};
            }
        };
    }
}
