package dev.evenkeel.server.monitor.probe;

import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses of a name are asked.
 *
 * @param preferred asked when the name has one
 * @param strict whether a name without one fails instead of being asked at the other
 */
public record AddressFamily(SocketProtocolFamily preferred, boolean strict) {
    /** IPv4 where there is one, else IPv6. */
    public static final AddressFamily ANY = new AddressFamily(SocketProtocolFamily.INET, false);

    public static final AddressFamily IPV4 = new AddressFamily(SocketProtocolFamily.INET, true);
    public static final AddressFamily IPV6 = new AddressFamily(SocketProtocolFamily.INET6, true);

    Optional<InetAddress> choose(List<InetAddress> addresses) {
        Optional<InetAddress> first =
                addresses.stream().filter(this::isPreferred).findFirst();
        return strict ? first : first.or(() -> addresses.stream().findFirst());
    }

    private boolean isPreferred(InetAddress address) {
        return (address instanceof Inet4Address) == (preferred == SocketProtocolFamily.INET);
    }

    @Override
    public String toString() {
        return preferred == SocketProtocolFamily.INET ? "IPv4" : "IPv6";
    }
}
