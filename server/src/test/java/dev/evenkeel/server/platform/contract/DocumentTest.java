package dev.evenkeel.server.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} itself. */
class DocumentTest {
    private final Contract contract = Contract.load();

    @Test
    void isValidOpenApi31() throws Exception {
        var document = new JsonObject(contract.document().toString());
        Vertx vertx = Vertx.vertx();
        try {
            assertThat(isValid(vertx, document)).isTrue();
            document.getJsonObject("info").remove("title");
            assertThat(isValid(vertx, document)).as("without a title").isFalse();
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** Of two the parser takes the second without a word. */
    @Test
    void noKeyStandsTwice() throws Exception {
        YAMLMapper strict = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        assertThat(strict.readTree(contract.source())).isEqualTo(contract.document());
    }

    @Test
    void everyReferenceResolvesAndEveryComponentIsUsed() {
        JsonNode document = contract.document();
        Set<String> used = new HashSet<>();
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
            used.add(reference.asText());
        }
        for (String kind : List.of("schemas", "parameters", "responses")) {
            document.path("components")
                    .path(kind)
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    @Test
    void everyOperationIsDescribedAndItsErrorsAreProblems() {
        for (Operation operation : contract.operations()) {
            JsonNode node = contract.document()
                    .path("paths")
                    .path(operation.path())
                    .path(operation.method().toLowerCase(java.util.Locale.ROOT));
            assertThat(node.path("summary").asText()).as(operation.id()).isNotBlank();
            assertThat(node.at("/responses/default/$ref").asText())
                    .as(operation.id())
                    .isEqualTo("#/components/responses/Problem");
            assertThat(operation.tag())
                    .as(operation.id())
                    .isIn("deployments", "insights", "gateway", "apps", "incidents", "monitor", "operations");
            boolean writes = !operation.method().equals("GET");
            assertThat(operation.scope())
                    .as("%s: what changes something needs more than a read token", operation.id())
                    .isIn(writes ? List.of(Scope.WRITE, Scope.ADMIN) : scopesOfReads(operation));
        }
    }

    @Test
    void everyInputHasBounds() {
        var unbounded = new ArrayList<String>();
        for (Operation operation : contract.operations()) {
            for (Operation.Parameter parameter : operation.parameters()) {
                Schema schema = parameter.schema();
                boolean bounded = schema.types().contains(Schema.Type.INTEGER)
                        ? schema.minimum() != null && schema.maximum() != null
                        : !schema.allowed().isEmpty() || schema.length().max() < Integer.MAX_VALUE;
                if (!bounded) {
                    unbounded.add(operation.id() + " " + parameter.name());
                }
            }
            // What others define may get new fields without asking us.
            boolean foreign = Set.of("pushAlerts", "alertWebhook").contains(operation.id());
            if (operation.body() != null && !operation.body().streamed() && !foreign) {
                operation
                        .body()
                        .schemas()
                        .values()
                        .forEach(schema -> assertThat(schema.closed())
                                .as("%s refuses unknown fields", operation.id())
                                .isTrue());
            }
        }
        assertThat(unbounded).isEmpty();
    }

    @Test
    void knowsScopesRolesAndStreams() {
        assertThat(contract.operation("createDeployment")).hasValueSatisfying(operation -> {
            assertThat(operation.scope()).isEqualTo(Scope.WRITE);
            assertThat(operation.role()).isEqualTo("registry");
        });
        assertThat(contract.operation("importDeployments").orElseThrow().body().streamed())
                .isTrue();
        assertThat(contract.operation("health").orElseThrow().scope()).isNull();
        assertThat(contract.operation("health").orElseThrow().role()).isNull();
        assertThat(contract.operation("latest").orElseThrow().role()).isEqualTo("insights");
    }

    @Test
    void refusesADocumentThatCannotBeHonoured() {
        assertThatThrownBy(() -> Contract.parse(withSchema("{type: integer, multipleOf: 3}")))
                .hasMessageContaining("'multipleOf' isn't supported");
        assertThatThrownBy(() -> Contract.parse(withSchema("{type: string, format: uuid}")))
                .hasMessageContaining("'uuid' isn't supported");
        assertThatThrownBy(() -> Contract.parse(withSchema("{$ref: '#/components/schemas/Missing'}")))
                .hasMessageContaining("#/components/schemas/Missing");
    }

    /** By the schema that the OpenAPI Initiative publishes. */
    private static boolean isValid(Vertx vertx, JsonObject document) throws Exception {
        return OpenAPIVersion.V3_1
                .getRepository(vertx, "https://evenkeel.dev/")
                .compose(repository -> OpenAPIVersion.V3_1.validateContract(vertx, repository, document))
                .map(result -> result.getValid())
                .await(60, TimeUnit.SECONDS);
    }

    private static List<Scope> scopesOfReads(Operation operation) {
        var scopes = new ArrayList<Scope>();
        scopes.add(operation.tag().equals("operations") ? operation.scope() : Scope.READ);
        return scopes;
    }

    private static String withSchema(String schema) {
        return """
                openapi: 3.1.0
                paths:
                  /a:
                    get:
                      operationId: a
                      parameters: [{name: p, in: query, schema: SCHEMA}]
                """.replace("SCHEMA", schema);
    }
}
