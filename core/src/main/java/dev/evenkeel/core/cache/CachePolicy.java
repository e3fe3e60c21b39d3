package dev.evenkeel.core.cache;

import org.jspecify.annotations.Nullable;

/**
 * The decisions of a shared HTTP cache (RFC 9111, with stale-while-revalidate and stale-if-error of RFC 5861) for one
 * route. Immutable; shared among event loops.
 *
 * <p>The caller looks up what is stored for the URL and {@link StoredResponse#selectedBy selected by} the request, asks
 * {@link #lookup}, and does what it says. Requests are the caller's own, not those that a route adds credentials to:
 * what one caller may see by the route's credentials, all may.
 *
 * <p>Not supported, which is allowed: partial responses, storing answers to POST, and updates by HEAD.
 *
 * @param overrides the operator's decisions
 */
public record CachePolicy(Overrides overrides) {
    private static final CacheDecision METHOD_MISS = new CacheDecision.Miss(CacheDecision.Miss.Reason.METHOD);
    private static final CacheDecision NOT_STORED_MISS = new CacheDecision.Miss(CacheDecision.Miss.Reason.NOT_STORED);
    /** A response that can be validated is kept for so long after it went stale. */
    private static final long VALIDATION_SECONDS = 3600;

    private static final CacheDecision UNSATISFIABLE = new CacheDecision.Unsatisfiable();

    /** Whether and how a request is answered from the cache. {@code stored} is null when nothing is. */
    public CacheDecision lookup(@Nullable StoredResponse stored, String method, Fields request, long nowMillis) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return METHOD_MISS;
        }
        CacheControl wanted = requested(request);
        if (stored == null || !stored.selectedBy(request)) {
            return wanted.onlyIfCached() ? UNSATISFIABLE : NOT_STORED_MISS;
        }
        Lifetime lifetime = stored.lifetime(overrides);
        long ageMillis = stored.ageMillis(nowMillis);
        long age = ageMillis / 1000;
        // Whole seconds would let a response live up to a second too long.
        long staleMillis = ageMillis - lifetime.fresh() * 1000;
        boolean acceptable = !wanted.noCache()
                && (wanted.maxAge() == CacheControl.ABSENT || ageMillis < wanted.maxAge() * 1000)
                && (wanted.minFresh() == CacheControl.ABSENT || -staleMillis >= wanted.minFresh() * 1000);
        if (acceptable && staleMillis < 0) {
            return new CacheDecision.Fresh(age);
        }
        long stale = Math.ceilDiv(Math.max(0, staleMillis), 1000L);
        if (acceptable && lifetime.staleOnRequest() && staleMillis <= wanted.maxStale() * 1000) {
            return new CacheDecision.Stale(age, stale);
        }
        if (acceptable && lifetime.staleWhileRevalidate() > 0 && staleMillis < lifetime.staleWhileRevalidate() * 1000) {
            return new CacheDecision.StaleWhileRevalidate(age, stale, stored.conditions());
        }
        return wanted.onlyIfCached() ? UNSATISFIABLE : new CacheDecision.Validate(stored.conditions());
    }

    /**
     * Whether the stored response may be used since the upstream failed (RFC 5861 §4): no answer, or 500, 502, 503 or
     * 504, or none of the endpoints can be asked.
     *
     * @return null when it mustn't
     */
    public CacheDecision.@Nullable Stale onError(@Nullable StoredResponse stored, Fields request, long nowMillis) {
        if (stored == null || !stored.selectedBy(request)) {
            return null;
        }
        Lifetime lifetime = stored.lifetime(overrides);
        long ageMillis = stored.ageMillis(nowMillis);
        long staleMillis = ageMillis - lifetime.fresh() * 1000;
        long usable = lifetime.usableOnError(requested(request).staleIfError());
        // Fresh ones get here when the request insisted on validation.
        boolean allowed = staleMillis < 0 || (usable > 0 && staleMillis <= usable * 1000);
        return allowed
                ? new CacheDecision.Stale(ageMillis / 1000, Math.ceilDiv(Math.max(0, staleMillis), 1000L))
                : null;
    }

    /** Whether an answer with this status is an error for which {@link #onError} may be asked. */
    public static boolean isError(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }

    /**
     * Why a response mustn't or needn't be stored (RFC 9111 §3), or null when it is to be.
     *
     * @param responseMillis when its head arrived, in milliseconds since 1970
     */
    public @Nullable NotStored objection(
            String method, Fields request, int status, Fields response, long responseMillis) {
        CacheControl stated = CacheControl.of(response);
        CacheControl directives = overrides.ignoreCacheControl() ? CacheControl.EMPTY : stated;
        if (!method.equals("GET")) {
            return NotStored.METHOD;
        }
        if (status < 200 || status == 206 || status == 304) {
            return NotStored.STATUS;
        }
        if (directives.mustUnderstand() ? !Statuses.understood(status) : directives.noStore()) {
            return NotStored.NO_STORE;
        }
        if (requested(request).noStore()) {
            return NotStored.NO_STORE;
        }
        if (directives.isPrivate() && !overrides.storePrivate()) {
            return NotStored.PRIVATE;
        }
        if (request.contains("Authorization") && !overrides.storeAuthorized() && !sharedDespiteLogin(directives)) {
            return NotStored.AUTHORIZATION;
        }
        Lifetime lifetime = Lifetime.of(status, response, stated, responseMillis, overrides);
        boolean declared = lifetime.explicit() || directives.isPublic();
        if (!declared && !Statuses.cacheableByDefault(status)) {
            return NotStored.STATUS;
        }
        if (!declared && response.contains("Set-Cookie")) {
            return NotStored.SET_COOKIE;
        }
        if (Vary.of(response).any()) {
            return NotStored.VARY;
        }
        boolean useful = lifetime.fresh() > 0
                || lifetime.staleWhileRevalidate() > 0
                || lifetime.staleIfError() > 0
                || response.contains("ETag")
                || response.contains("Last-Modified");
        return useful ? null : NotStored.NO_USE;
    }

    /** What to store of a response, or null when there is an {@link #objection}. */
    public @Nullable StoredResponse store(
            String method,
            Fields request,
            int status,
            StoredResponse.FieldSource response,
            long requestMillis,
            long responseMillis) {
        return objection(method, request, status, response, responseMillis) == null
                ? StoredResponse.of(status, response, request, requestMillis, responseMillis)
                : null;
    }

    /** For how long the store should keep it at most, in milliseconds from its arrival; it is of no use after that. */
    public long keepMillis(StoredResponse stored) {
        Lifetime lifetime = stored.lifetime(overrides);
        long stale = Math.max(lifetime.staleIfError(), lifetime.staleWhileRevalidate());
        long validation = stored.conditions().isEmpty() ? 0 : VALIDATION_SECONDS;
        return (lifetime.fresh() + Math.max(stale, validation)) * 1000 - stored.ageMillis(stored.responseMillis());
    }

    /** §3.5. */
    private static boolean sharedDespiteLogin(CacheControl directives) {
        return directives.isPublic() || directives.mustRevalidate() || directives.sharedMaxAge() != CacheControl.ABSENT;
    }

    private CacheControl requested(Fields request) {
        return overrides.ignoreRequestDirectives() ? CacheControl.EMPTY : CacheControl.ofRequest(request);
    }
}
