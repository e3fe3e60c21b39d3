package dev.evenkeel.server.gateway;

import dev.evenkeel.core.endpoint.EndpointSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that a name resolves to, looked up again and again. While a look-up fails the last addresses stay: a
 * name server that is away says nothing about the service.
 */
final class DnsEndpoints implements EndpointSource {
    private static final Logger LOG = LoggerFactory.getLogger(DnsEndpoints.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String host;
    private final int port;
    private final Duration interval;
    private volatile List<InetSocketAddress> ready = List.of();

    DnsEndpoints(String host, int port, Duration interval) {
        this.host = host;
        this.port = port;
        this.interval = interval;
    }

    @Override
    public List<InetSocketAddress> ready() {
        return ready;
    }

    /** Looks as long as somebody wants to know, on a virtual thread of its own. */
    @Override
    public Subscription onChange(Listener listener) {
        Thread looking = Thread.ofVirtual().name("dns-" + host).start(() -> run(listener));
        return looking::interrupt;
    }

    private void run(Listener listener) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(resolve(listener) ? interval : RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean resolve(Listener listener) {
        try {
            List<InetSocketAddress> found = Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> new InetSocketAddress(address, port))
                    .distinct()
                    .sorted(Comparator.comparing(address -> address.getAddress().getHostAddress()))
                    .toList();
            if (!found.equals(ready)) {
                ready = found;
                listener.changed();
            }
            return true;
        } catch (UnknownHostException e) {
            LOG.warn("gateway: the upstream name {} can't be resolved; its known addresses are {}", host, ready);
            return false;
        }
    }
}
