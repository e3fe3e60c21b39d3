package dev.evenkeel.core.cache;

/** What to do with a request, given what is stored for it. */
public sealed interface CacheDecision {

    /**
     * Answer from the cache, with {@code Age}.
     *
     * @param ageSeconds the value of that field
     */
    record Fresh(long ageSeconds) implements CacheDecision {}

    /**
     * Answer from the cache although it is stale: the request allows it ({@code max-stale}), or the upstream failed
     * ({@link CachePolicy#onError}).
     *
     * @param staleSeconds for how long it has been stale
     */
    record Stale(long ageSeconds, long staleSeconds) implements CacheDecision {}

    /** Answer from the cache, and validate in the background (RFC 5861 §3). */
    record StaleWhileRevalidate(long ageSeconds, long staleSeconds, Conditions conditions) implements CacheDecision {}

    /**
     * Ask the upstream first, with these conditions: 304 refreshes what is stored, anything else is a new answer, and
     * after an error {@link CachePolicy#onError} tells whether the stored one may be used.
     */
    record Validate(Conditions conditions) implements CacheDecision {}

    /** Nothing stored can be used; ask the upstream. */
    record Miss(Reason reason) implements CacheDecision {
        /** Why; a label in metrics. */
        public enum Reason {
            /** Nothing is stored, or not for a request with these fields ({@code Vary}). */
            NOT_STORED,
            /** Only GET and HEAD are answered from the cache. */
            METHOD
        }
    }

    /** {@code only-if-cached}, and nothing can be used without asking: answer 504 (RFC 9111 §5.2.1.7). */
    record Unsatisfiable() implements CacheDecision {}
}
