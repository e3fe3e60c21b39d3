package dev.evenkeel.core.cache;

/** What a cache must know about status codes. */
final class Statuses {
    private Statuses() {}

    /** Whether it may be stored without saying so (RFC 9110 §15.1), 206 aside, which isn't supported. */
    static boolean cacheableByDefault(int status) {
        return switch (status) {
            case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    /** Whether all that it asks of a cache is known here, for {@code must-understand} (RFC 9111 §5.2.2.3). */
    static boolean understood(int status) {
        return switch (status) {
            case 302, 303, 307, 400, 401, 403, 406, 409, 411, 413, 415, 417, 421, 422, 429, 451, 500, 502, 503, 504 ->
                true;
            default -> cacheableByDefault(status);
        };
    }
}
