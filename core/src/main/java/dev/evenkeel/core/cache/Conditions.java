package dev.evenkeel.core.cache;

import org.jspecify.annotations.Nullable;

/**
 * The fields that make a request to the upstream a validation (RFC 9111 §4.3.1). They replace those of the caller.
 *
 * @param ifNoneMatch the stored entity tag
 * @param ifModifiedSince the stored {@code Last-Modified}, as it was written
 */
public record Conditions(
        @Nullable String ifNoneMatch, @Nullable String ifModifiedSince) {
    static final Conditions NONE = new Conditions(null, null);

    /** Without a validator the request goes out as it is, and its answer replaces the stored one. */
    public boolean isEmpty() {
        return ifNoneMatch == null && ifModifiedSince == null;
    }
}
