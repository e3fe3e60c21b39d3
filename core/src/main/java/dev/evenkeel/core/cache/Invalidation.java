package dev.evenkeel.core.cache;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which stored responses an unsafe request outdates (RFC 9111 §4.4). */
public final class Invalidation {
    private Invalidation() {}

    /**
     * The URLs of which nothing stored may be used any more: after an answer that isn't an error (2xx or 3xx) to any
     * method but the safe ones, the URL itself and, on the same origin, {@code Location} and {@code Content-Location}.
     *
     * @param uri the absolute URL of the request
     */
    public static List<String> targets(String method, String uri, int status, Fields response) {
        if (isSafe(method) || status < 200 || status >= 400) {
            return List.of();
        }
        Set<String> targets = new LinkedHashSet<>();
        targets.add(uri);
        addSameOrigin(targets, uri, response.first("Location"));
        addSameOrigin(targets, uri, response.first("Content-Location"));
        return List.copyOf(targets);
    }

    private static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    private static void addSameOrigin(Set<String> targets, String uri, @Nullable String reference) {
        if (reference == null) {
            return;
        }
        try {
            URI base = URI.create(uri);
            URI target = resolve(base, reference.strip());
            if (target.getScheme() != null
                    && target.getScheme().equalsIgnoreCase(base.getScheme())
                    && target.getRawAuthority() != null
                    && target.getRawAuthority().equalsIgnoreCase(base.getRawAuthority())) {
                targets.add(inSpellingOf(base, target));
            }
        } catch (IllegalArgumentException unreadable) {
            // Not a reference, so it names nothing that is stored.
        }
    }

    /** As RFC 3986 §5.2 has it; {@link URI#resolve} would drop the last segment before a query that stands alone. */
    private static URI resolve(URI base, String reference) {
        return base.resolve(reference.startsWith("?") ? base.getRawPath() + reference : reference);
    }

    /** Scheme and authority as in the URL of the request, which is how it is stored, and no fragment. */
    private static String inSpellingOf(URI base, URI target) {
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return base.getScheme() + "://" + base.getRawAuthority() + path + query;
    }
}
