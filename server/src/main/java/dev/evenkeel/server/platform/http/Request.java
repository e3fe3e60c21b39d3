package dev.evenkeel.server.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as its handler sees it: routed, authorised and valid against {@code openapi.yaml}.
 *
 * @param target path and query as sent
 * @param pathParameters decoded
 * @param query decoded; defaults of the document are filled in; each name comes once
 * @param headers by lower-case name; of repeated ones the first
 * @param body the JSON body, null when the operation has none or streams it
 * @param stream the body of an operation marked {@code x-stream-body}, still compressed if it was sent so
 * @param baseUrl scheme and authority under which the caller sees this server, without a slash at the end
 */
public record Request(
        String operationId,
        String method,
        String target,
        String baseUrl,
        Map<String, String> pathParameters,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body,
        @Nullable InputStream stream,
        Caller caller,
        String requestId) {

    /** Who asks: the token's name, or {@code anonymous} where no login is needed. */
    public record Caller(String name) {
        public static final Caller ANONYMOUS = new Caller("anonymous");
    }

    /** A parameter that the document declares in the path. */
    public String path(String name) {
        return Optional.ofNullable(pathParameters.get(name)).orElseThrow(() -> new NoSuchElementException(name));
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** An integer parameter; the document has checked its range. */
    public Optional<Integer> queryInt(String name) {
        return query(name).map(Integer::valueOf);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The JSON body of an operation that requires one. */
    public JsonNode json() {
        if (body == null) {
            throw new NoSuchElementException("no JSON body");
        }
        return body;
    }

    /** The body of an operation marked {@code x-stream-body}. */
    public InputStream bodyStream() {
        if (stream == null) {
            throw new NoSuchElementException("no streamed body");
        }
        return stream;
    }
}
