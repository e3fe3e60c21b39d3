package dev.evenkeel.server.platform.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evenkeel.server.platform.contract.Operation.BodyRule;
import dev.evenkeel.server.platform.contract.Operation.In;
import dev.evenkeel.server.platform.contract.Operation.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code openapi.yaml}: the one list of operations, read once at the start.
 *
 * <p>Beside OpenAPI 3.1 it has {@code x-scope} (what a token needs, {@code read} without it), {@code x-stream-body} (the
 * handler reads the body itself) and, on tags, {@code x-role} (the role that serves them).
 */
public final class Contract {
    private static final String RESOURCE = "/openapi.yaml";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final byte[] source;
    private final JsonNode document;
    private final SchemaCompiler schemas;
    private final Map<String, String> roles = new LinkedHashMap<>();
    private final Map<String, Operation> operations = new LinkedHashMap<>();

    private Contract(byte[] source) throws IOException {
        this.source = source;
        this.document = new YAMLMapper().readTree(source);
        this.schemas = new SchemaCompiler(document);
        for (JsonNode tag : document.path("tags")) {
            if (tag.has("x-role")) {
                roles.put(tag.get("name").asText(), tag.get("x-role").asText());
            }
        }
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
                if (METHODS.contains(entry.getKey())) {
                    add(operation(path.getKey(), entry.getKey(), path.getValue(), entry.getValue()));
                }
            }
        }
    }

    /** The document of this program. */
    public static Contract load() {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            return new Contract(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Another document, for tests of the server itself.
     *
     * @throws IllegalArgumentException when it isn't one or uses what requests can't be checked against
     */
    public static Contract parse(String yaml) {
        try {
            return new Contract(yaml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** In the document's order. */
    public List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    public Optional<Operation> operation(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    /** The document as it was written. */
    public byte[] source() {
        return source.clone();
    }

    /** The document as a tree, references unresolved. */
    public JsonNode document() {
        return document.deepCopy();
    }

    private void add(Operation operation) {
        if (operations.put(operation.id(), operation) != null) {
            throw new IllegalArgumentException("two operations are called " + operation.id());
        }
    }

    private Operation operation(String path, String method, JsonNode shared, JsonNode node) {
        var parameters = new ArrayList<Parameter>();
        shared.path("parameters").forEach(parameter -> parameters.add(parameter(parameter)));
        node.path("parameters").forEach(parameter -> parameters.add(parameter(parameter)));
        String tag = node.path("tags").path(0).asText("");
        JsonNode security = node.has("security") ? node.get("security") : document.path("security");
        return new Operation(
                node.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                List.copyOf(parameters),
                node.has("requestBody") ? body(node) : null,
                security.isEmpty()
                        ? null
                        : Scope.valueOf(node.path("x-scope").asText("read").toUpperCase(Locale.ROOT)),
                roles.get(tag),
                tag);
    }

    private Parameter parameter(JsonNode reference) {
        JsonNode node = References.resolve(document, reference);
        JsonNode schema = node.get("schema");
        return new Parameter(
                node.get("name").asText(),
                In.valueOf(node.get("in").asText().toUpperCase(Locale.ROOT)),
                node.path("required").asBoolean(),
                schemas.compile(schema),
                fallback(References.resolve(document, schema)));
    }

    private static @Nullable String fallback(JsonNode schema) {
        return schema.has("default") ? schema.get("default").asText() : null;
    }

    private BodyRule body(JsonNode operation) {
        JsonNode node = References.resolve(document, operation.get("requestBody"));
        var byType = new LinkedHashMap<String, Schema>();
        for (Map.Entry<String, JsonNode> content : node.path("content").properties()) {
            JsonNode schema = content.getValue().path("schema");
            byType.put(
                    content.getKey(),
                    schemas.compile(schema.isMissingNode() ? JsonNodeFactory.instance.objectNode() : schema));
        }
        return new BodyRule(
                node.path("required").asBoolean(),
                operation.path("x-stream-body").asBoolean(),
                byType);
    }
}
