package dev.evenkeel.server.platform.http;

/** Where a feature says which handler answers which operation of {@code openapi.yaml}. */
public interface Operations {

    /** @throws IllegalArgumentException when the document has no such operation, or it has a handler already */
    Operations on(String operationId, Handler handler);
}
