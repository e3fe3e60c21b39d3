package dev.evenkeel.server.platform.http;

/**
 * Answers one operation of {@code openapi.yaml}.
 *
 * <p>Plain blocking code: each call has a virtual thread of its own, and what it gets is already valid against the
 * document. What it throws becomes a problem in {@link Problems}.
 */
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws Exception;
}
