package dev.evenkeel.server.config;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dns://server:port/name?type=MX&tcp=true} asks for.
 *
 * @param server null for the one that the machine uses
 */
public record DnsTarget(@Nullable String server, int port, String name, String type, boolean tcp) {
    private static final int DNS_PORT = 53;
    private static final Set<String> TYPES = Set.of(
            "A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "HTTPS", "MX", "NS", "PTR", "SOA", "SRV", "SVCB", "TXT");

    /** @param url one that has been found right */
    public static DnsTarget of(URI url) {
        String type = "A";
        boolean tcp = false;
        String query = url.getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                if (pair.startsWith("type=")) {
                    type = pair.substring(5).toUpperCase(Locale.ROOT);
                }
                tcp = tcp || pair.equals("tcp=true");
            }
        }
        return new DnsTarget(url.getHost(), url.getPort() > 0 ? url.getPort() : DNS_PORT, nameIn(url), type, tcp);
    }

    /** What to correct; null when it is right. */
    static @Nullable String wrongWith(URI url) {
        String name = nameIn(url);
        if (name.isEmpty() || name.contains("/")) {
            return "names nothing to ask for: write it as in dns://9.9.9.9/example.org?type=MX";
        }
        if (url.getHost() == null && url.getRawAuthority() != null) {
            return url.getRawAuthority() + " is no name server: write a name or an address";
        }
        String query = url.getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                boolean type = pair.startsWith("type=")
                        && TYPES.contains(pair.substring(5).toUpperCase(Locale.ROOT));
                if (!type && !pair.matches("tcp=(true|false)")) {
                    return pair + " is not known here: write type= with one of "
                            + YamlText.words(TYPES.stream().sorted().toList()) + ", or tcp=true";
                }
            }
        }
        return null;
    }

    private static String nameIn(URI url) {
        String path = url.getPath();
        return path == null || path.isEmpty() ? "" : path.substring(1);
    }
}
