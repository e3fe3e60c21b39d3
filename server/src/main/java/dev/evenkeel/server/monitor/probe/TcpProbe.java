package dev.evenkeel.server.monitor.probe;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Connects, and shakes hands if there is TLS. That alone is the answer, unless there is a dialogue to be held.
 *
 * @param tls null for a plain connection
 * @param serverName for TLS; the host when null
 * @param dialogue what to say and hear; null when the connection is enough
 */
public record TcpProbe(
        String host,
        int port,
        AddressFamily family,
        @Nullable TlsClient tls,
        @Nullable String serverName,
        @Nullable Dialogue dialogue)
        implements Probe {

    @Override
    public void run(Attempt attempt) {
        attempt.resolve(
                host,
                family,
                address -> attempt.connect(address, port, tls, serverName == null ? host : serverName, channel -> {
                    if (dialogue == null) {
                        attempt.succeed();
                    } else {
                        dialogue.begin(attempt, channel);
                    }
                }));
    }

    @Override
    public String target() {
        return (tls == null ? "tcp://" : "tls://") + host + ":" + port;
    }

    /** What is said on a connection after it was made. */
    public interface Dialogue {
        /** Takes over the channel and ends the attempt. */
        void begin(Attempt attempt, Channel channel);
    }
}
