package dev.evenkeel.core.cache;

/**
 * For how long a stored response may be used, the operator's overrides taken into account. Times in seconds, 0 when not
 * at all.
 *
 * @param fresh without asking
 * @param staleWhileRevalidate after that, while it is being validated
 * @param staleIfError after that, when the upstream fails
 * @param staleOnRequest whether after that a request that accepts stale answers gets it
 * @param explicit whether the upstream stated the time
 */
record Lifetime(long fresh, long staleWhileRevalidate, long staleIfError, boolean staleOnRequest, boolean explicit) {

    /** @param requestStaleIfError what the request adds, or {@link CacheControl#ABSENT} */
    long usableOnError(long requestStaleIfError) {
        return staleOnRequest ? Math.max(staleIfError, requestStaleIfError) : staleIfError;
    }

    static Lifetime of(int status, Fields response, CacheControl stated, long responseMillis, Overrides overrides) {
        CacheControl directives = overrides.ignoreCacheControl() ? CacheControl.EMPTY : stated;
        long lifetime = overrides.ignoreCacheControl()
                ? Freshness.UNKNOWN
                : Freshness.statedSeconds(response, directives, responseMillis);
        boolean explicit = lifetime != Freshness.UNKNOWN;
        if (overrides.ttl() != CacheControl.ABSENT && status < 400 && Statuses.cacheableByDefault(status)) {
            lifetime = overrides.ttl();
        } else if (!explicit && (Statuses.cacheableByDefault(status) || directives.isPublic())) {
            lifetime = Freshness.heuristicSeconds(response, responseMillis);
        }
        if (directives.noCache()) {
            return new Lifetime(0, 0, 0, false, explicit);
        }
        lifetime = Math.max(0, lifetime);
        if (directives.mustRevalidate() || directives.proxyRevalidate()) {
            return new Lifetime(lifetime, 0, 0, false, explicit);
        }
        return new Lifetime(
                lifetime,
                window(overrides.staleWhileRevalidate(), directives.staleWhileRevalidate()),
                window(overrides.staleIfError(), directives.staleIfError()),
                // s-maxage includes proxy-revalidate (§5.2.2.10), unless the response itself allows stale use.
                directives.sharedMaxAge() == CacheControl.ABSENT,
                explicit);
    }

    private static long window(long override, long stated) {
        return Math.max(0, override != CacheControl.ABSENT ? override : stated);
    }
}
