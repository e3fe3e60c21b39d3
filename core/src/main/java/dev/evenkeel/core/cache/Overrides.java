package dev.evenkeel.core.cache;

/**
 * What the operator of a route decides against the standard or in place of the upstream. Times in seconds, 0 or more;
 * {@link CacheControl#ABSENT} leaves it to the response.
 *
 * @param ttl how long responses are fresh in place of what {@code max-age} and the like say, for those with a status
 *     below 400 that are cacheable by default; {@code no-store}, {@code no-cache} and {@code private} keep their effect
 * @param staleWhileRevalidate how long after that they may be used while a fresh one is fetched
 * @param staleIfError how long after that they may be used when the upstream fails; neither holds for responses with
 *     {@code must-revalidate} or {@code proxy-revalidate}
 * @param ignoreCacheControl as though the response had neither {@code Cache-Control} nor {@code Expires}:
 *     {@code no-store}, {@code no-cache}, {@code private} and {@code must-revalidate} don't count
 * @param storePrivate responses marked {@code private} are stored all the same
 * @param storeAuthorized so are those to authenticated requests; only safe where all callers may see the same
 * @param ignoreRequestDirectives {@code no-cache} and the like in requests don't count, so that callers can't force
 *     requests on the upstream
 */
public record Overrides(
        long ttl,
        long staleWhileRevalidate,
        long staleIfError,
        boolean ignoreCacheControl,
        boolean storePrivate,
        boolean storeAuthorized,
        boolean ignoreRequestDirectives) {

    /** The standard, and nothing else. */
    public static final Overrides NONE =
            new Overrides(CacheControl.ABSENT, CacheControl.ABSENT, CacheControl.ABSENT, false, false, false, false);

    /** @throws IllegalArgumentException when a time is below 0 and not absent */
    public Overrides {
        if (ttl < CacheControl.ABSENT
                || staleWhileRevalidate < CacheControl.ABSENT
                || staleIfError < CacheControl.ABSENT) {
            throw new IllegalArgumentException("cache times must be 0 or more, but are ttl " + ttl
                    + ", staleWhileRevalidate " + staleWhileRevalidate + " and staleIfError " + staleIfError);
        }
    }

    /** Fresh for {@code ttl} and usable for {@code staleIfError} after that when the upstream fails, in seconds. */
    public static Overrides of(long ttl, long staleIfError) {
        return new Overrides(ttl, CacheControl.ABSENT, staleIfError, false, false, false, false);
    }
}
