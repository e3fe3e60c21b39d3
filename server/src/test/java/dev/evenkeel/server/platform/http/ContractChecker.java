package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.contract.Operation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds answers against {@code openapi.yaml}: the status and the content type must be documented, a JSON body must be
 * valid. Uses another implementation of JSON Schema than the server does.
 */
public final class ContractChecker {
    private final JsonNode document;
    private final RouteTable routes;
    private final Map<String, Validator> validators = new ConcurrentHashMap<>();

    public ContractChecker(Contract contract) {
        this.document = contract.document();
        this.routes = new RouteTable(contract.operations());
    }

    /** Fails with an assertion error that says where the answer departs from the document. */
    public <T> HttpResponse<T> check(HttpResponse<T> response) {
        Object body = response.body();
        check(
                response.request().method(),
                response.uri().getRawPath(),
                response.statusCode(),
                response.headers().firstValue("Content-Type"),
                body instanceof byte[] bytes ? bytes : String.valueOf(body).getBytes(StandardCharsets.UTF_8));
        return response;
    }

    /** As {@link #check(HttpResponse)}, from the parts of an answer. */
    public void check(String method, String path, int status, Optional<String> contentType, byte[] body) {
        String what = method + " " + path + " → " + status;
        Optional<Operation> operation = routes.find(path).flatMap(match -> match.operation(method));
        JsonNode content;
        if (operation.isEmpty()) {
            // Nothing of the document is there: then it's a problem like any other.
            assertThat(status).as(what).isBetween(400, 599);
            content = resolve(document.at("/components/responses/Problem")).path("content");
        } else {
            JsonNode responses = document.path("paths")
                    .path(operation.get().path())
                    .path(operation.get().method().toLowerCase(java.util.Locale.ROOT))
                    .path("responses");
            JsonNode answer = responses.has(Integer.toString(status))
                    ? responses.get(Integer.toString(status))
                    : responses.path("default");
            assertThat(responses.has(Integer.toString(status)) || status >= 400)
                    .as("%s: the document has no such status", what)
                    .isTrue();
            content = resolve(answer).path("content");
            if (isProblem(contentType)) {
                assertThat(status).as(what).isGreaterThanOrEqualTo(400);
                content = resolve(document.at("/components/responses/Problem")).path("content");
            }
        }
        if (content.isEmpty() || method.equals("HEAD")) {
            assertThat(body).as("%s: no body is documented", what).isEmpty();
            return;
        }
        String type = contentType.orElse("none").split(";", 2)[0];
        assertThat(content.has(type))
                .as("%s: content type %s isn't among %s", what, type, content.fieldNames())
                .isTrue();
        if ((type.endsWith("/json") || type.endsWith("+json"))
                && content.path(type).has("schema")) {
            validate(what, content.path(type).path("schema"), body);
        }
    }

    private void validate(String what, JsonNode schema, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        OutputUnit result =
                validators.computeIfAbsent(schema.toString(), this::validator).validate(Json.decodeValue(text));
        assertThat(result.getValid())
                .as(() ->
                        what + ": not as the document says: " + result.toJson().encodePrettily() + "\n" + text)
                .isTrue();
    }

    private Validator validator(String schema) {
        var root = new JsonObject(schema);
        // Beside the schema, so that its references to #/components resolve.
        root.put("components", new JsonObject(document.path("components").toString()));
        return Validator.create(
                JsonSchema.of(root),
                new JsonSchemaOptions()
                        .setBaseUri("https://evenkeel.dev/openapi.yaml")
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static boolean isProblem(Optional<String> contentType) {
        return contentType.orElse("").startsWith("application/problem+json");
    }
}
