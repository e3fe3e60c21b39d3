package dev.evenkeel.core.cache;

import org.jspecify.annotations.Nullable;

/** How long a response is fresh, and how old it is (RFC 9111 §4.2). */
final class Freshness {
    /** A lifetime that nothing tells. */
    static final long UNKNOWN = -1;

    private static final long HEURISTIC_PERCENT = 10;
    private static final long HEURISTIC_MAX_SECONDS = 86_400;

    private Freshness() {}

    /**
     * The lifetime in seconds that the response states (§4.2.1), for a shared cache: {@code s-maxage}, else
     * {@code max-age}, else {@code Expires} − {@code Date}; {@link #UNKNOWN} without any. An {@code Expires} that can't
     * be read means stale (§5.3).
     */
    static long statedSeconds(Fields response, CacheControl directives, long responseMillis) {
        if (directives.sharedMaxAge() != CacheControl.ABSENT) {
            return directives.sharedMaxAge();
        }
        if (directives.maxAge() != CacheControl.ABSENT) {
            return directives.maxAge();
        }
        String expires = response.first("Expires");
        if (expires == null) {
            return UNKNOWN;
        }
        long nowSeconds = Math.floorDiv(responseMillis, 1000L);
        long at = HttpDate.parse(expires.strip(), nowSeconds);
        return at == HttpDate.INVALID ? 0 : Math.max(0, at - dateSeconds(response, nowSeconds));
    }

    /** A tenth of the time since the last change, at most a day (§4.2.2); {@link #UNKNOWN} without a date of change. */
    static long heuristicSeconds(Fields response, long responseMillis) {
        String lastModified = response.first("Last-Modified");
        if (lastModified == null) {
            return UNKNOWN;
        }
        long nowSeconds = Math.floorDiv(responseMillis, 1000L);
        long changed = HttpDate.parse(lastModified.strip(), nowSeconds);
        if (changed == HttpDate.INVALID) {
            return UNKNOWN;
        }
        long unchanged = Math.max(0, dateSeconds(response, nowSeconds) - changed);
        return Math.min(HEURISTIC_MAX_SECONDS, unchanged * HEURISTIC_PERCENT / 100);
    }

    /** How old it was when it arrived (§4.2.3): by its date or by its {@code Age} and the time under way. */
    static long initialAgeMillis(Fields response, long requestMillis, long responseMillis) {
        long nowSeconds = Math.floorDiv(responseMillis, 1000L);
        long apparent = Math.max(0, nowSeconds - dateSeconds(response, nowSeconds)) * 1000;
        long corrected = ageSeconds(response.first("Age")) * 1000 + Math.max(0, responseMillis - requestMillis);
        return Math.max(apparent, corrected);
    }

    /** The first member of the first line (§5.1); 0 when it isn't a number. */
    private static long ageSeconds(@Nullable String age) {
        if (age == null) {
            return 0;
        }
        int comma = age.indexOf(',');
        return Math.max(0, DeltaSeconds.parse((comma < 0 ? age : age.substring(0, comma)).strip()));
    }

    private static long dateSeconds(Fields response, long nowSeconds) {
        String date = response.first("Date");
        long seconds = date == null ? HttpDate.INVALID : HttpDate.parse(date.strip(), nowSeconds);
        return seconds == HttpDate.INVALID ? nowSeconds : seconds;
    }
}
