package dev.evenkeel.server.chaos.load;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An address with {@code {}} in its path or query where each line of a file goes, as in {@code
 * http://127.0.0.1:3000/lookup/{}}.
 *
 * @param host without the brackets of IPv6
 * @param authority the {@code Host} field
 * @param target path and query, with the {@code {}}
 */
public record UrlTemplate(boolean tls, String host, int port, String authority, String target) {
    private static final String PLACE = "{}";

    /** Stands for the place while the address is checked. */
    private static final String STAND_IN = "evenkeel-place";

    /** @throws IllegalArgumentException saying what is wrong with it */
    public static UrlTemplate parse(String text) {
        URI uri;
        try {
            uri = new URI(text.replace(PLACE, STAND_IN));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no URL: " + e.getReason(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" must be an http or https URL with a host, as in http://127.0.0.1:3000/lookup/{}");
        }
        if (uri.getRawAuthority().contains(STAND_IN)) {
            throw new IllegalArgumentException("{} can stand in the path and the query only, not in " + text);
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        return new UrlTemplate(tls, host, port, uri.getRawAuthority(), target.replace(STAND_IN, PLACE));
    }

    /** Whether there is a place for lines. */
    public boolean hasPlace() {
        return target.contains(PLACE);
    }

    /** The request target for one line, percent-encoded where it has to be. */
    String target(String line) {
        return target.replace(PLACE, encode(line));
    }

    private static String encode(String line) {
        // The form encoding, less the plus sign; a colon (IPv6) and a slash may stand in a path as they are.
        return URLEncoder.encode(line, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2F", "/");
    }
}
