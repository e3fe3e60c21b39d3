package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a handler answers. */
public record Response(int status, Map<String, String> headers, Body body) {

    /** The body: nothing, bytes, or a stream written while it is sent. */
    public sealed interface Body {
        record Empty() implements Body {}

        record Bytes(String contentType, byte[] bytes) implements Body {}

        /** Runs on the handler's thread and blocks while the caller reads slowly. */
        record Stream(String contentType, Writer writer) implements Body {}

        @FunctionalInterface
        interface Writer {
            void writeTo(OutputStream out) throws IOException;
        }
    }

    public static Response empty(int status) {
        return new Response(status, Map.of(), new Body.Empty());
    }

    /** Any value that {@link Json} can write. */
    public static Response json(int status, Object value) {
        return bytes(status, "application/json", Json.bytes(value));
    }

    public static Response text(int status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response bytes(int status, String contentType, byte[] bytes) {
        return new Response(status, Map.of(), new Body.Bytes(contentType, bytes));
    }

    public static Response stream(int status, String contentType, Body.Writer writer) {
        return new Response(status, Map.of(), new Body.Stream(contentType, writer));
    }

    public Response withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }
}
