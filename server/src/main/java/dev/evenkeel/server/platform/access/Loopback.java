package dev.evenkeel.server.platform.access;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which addresses only this machine can reach. */
public final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private Loopback() {}

    /**
     * Whether a host to listen on is reached from this machine only: {@code localhost}, {@code 127.0.0.0/8}, {@code
     * ::1}. Other names aren't, whatever they resolve to today.
     */
    public static boolean isLoopback(String host) {
        if (isName(host)) {
            return true;
        }
        return isAddress(host) && parse(host).isLoopbackAddress();
    }

    /** Whether a name always means this machine (RFC 6761 section 6.3). */
    static boolean isName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** Whether a host is an address rather than a name, with or without brackets. */
    static boolean isAddress(String host) {
        return IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
    }

    private static InetAddress parse(String address) {
        try {
            // No look-up: it is an address.
            return InetAddress.ofLiteral(
                    address.startsWith("[") && address.endsWith("]")
                            ? address.substring(1, address.length() - 1)
                            : address);
        } catch (IllegalArgumentException e) {
            return InetAddress.ofLiteral("0.0.0.0");
        }
    }
}
