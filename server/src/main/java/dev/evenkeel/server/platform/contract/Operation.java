package dev.evenkeel.server.platform.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the document.
 *
 * @param method in capitals
 * @param path the template, as in {@code /api/deployments/{id}}
 * @param body null when it takes none
 * @param scope what a token needs; null when it is open to everyone ({@code security: []})
 * @param role the role that serves it, null for every one ({@code x-role} of its tag)
 * @param tag the first one
 */
public record Operation(
        String id,
        String method,
        String path,
        List<Parameter> parameters,
        @Nullable BodyRule body,
        @Nullable Scope scope,
        @Nullable String role,
        String tag) {

    /** Where a parameter is. */
    public enum In {
        PATH,
        QUERY,
        HEADER
    }

    /**
     * A parameter with one plain value.
     *
     * @param fallback the {@code default} of the schema
     */
    public record Parameter(
            String name,
            In in,
            boolean required,
            Schema schema,
            @Nullable String fallback) {}

    /**
     * What the body must be.
     *
     * @param schemas by media type, in the document's order
     * @param streamed {@code x-stream-body}: the handler reads and checks it
     */
    public record BodyRule(boolean required, boolean streamed, Map<String, Schema> schemas) {}

    public List<Parameter> parameters(In in) {
        return parameters.stream().filter(parameter -> parameter.in() == in).toList();
    }
}
