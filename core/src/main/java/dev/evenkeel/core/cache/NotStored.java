package dev.evenkeel.core.cache;

/** Why a response isn't stored; a label in metrics. */
public enum NotStored {
    /** Not an answer to GET. */
    METHOD,
    /** Partial, not final, or of a kind that may only be stored when it says so. */
    STATUS,
    /** The request or the response says {@code no-store}. */
    NO_STORE,
    /** It is meant for one person. */
    PRIVATE,
    /** The request was authenticated, and the response doesn't say that it is for all. */
    AUTHORIZATION,
    /** It would set a cookie for everyone, without having declared itself cacheable. */
    SET_COOKIE,
    /** {@code Vary: *}. */
    VARY,
    /** It is stale at once and can neither be validated nor used after an error. */
    NO_USE
}
