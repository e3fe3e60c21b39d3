package dev.evenkeel.server.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Our validation accepts exactly what another implementation of JSON Schema accepts. */
class SchemaAgreementTest {
    private static final Contract CONTRACT = Contract.load();
    private static final Schema OURS = CONTRACT.operation("createDeployment")
            .orElseThrow()
            .body()
            .schemas()
            .get("application/json");
    private static final Validator THEIRS = theirs();

    @Property(tries = 3000)
    void agree(@ForAll("bodies") JsonNode body) {
        boolean theirs = THEIRS.validate(Json.decodeValue(body.toString())).getValid();

        assertThat(OURS.check(body, "").isEmpty()).as("%s is valid", body).isEqualTo(theirs);
        Statistics.label("valid")
                .collect(theirs)
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 5 && share < 95));
    }

    @Provide
    Arbitrary<JsonNode> bodies() {
        Arbitrary<String> names = Arbitraries.of(
                "serviceName",
                "version",
                "environment",
                "status",
                "deploymentType",
                "pullRequestNumber",
                "externalId",
                "labels",
                "links",
                "startedAt",
                "finishedAt",
                "unknown");
        Arbitrary<JsonNode> extras =
                Arbitraries.maps(names, values()).ofMaxSize(4).map(SchemaAgreementTest::object);
        return extras.map(extra -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("serviceName", "shop").put("version", "1").put("environment", "production");
            return body.setAll((ObjectNode) extra);
        });
    }

    private static Arbitrary<JsonNode> values() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> texts = Arbitraries.of(
                        "",
                        " ",
                        "a",
                        "Succeeded",
                        "Branch",
                        "2025-03-01T09:30:00Z",
                        "2025-03-01T09:30:00+01:00",
                        "2025-03-01",
                        "é😀",
                        "x".repeat(100),
                        "x".repeat(101),
                        "x".repeat(200),
                        "😀".repeat(200),
                        "x".repeat(201))
                .map(nodes::textNode);
        Arbitrary<JsonNode> numbers = Arbitraries.of("0", "1", "-1", "1.0", "1.5", "2147483647", "2147483648", "1e3")
                .map(text -> nodes.numberNode(new BigDecimal(text)));
        Arbitrary<JsonNode> others =
                Arbitraries.of(nodes.nullNode(), nodes.booleanNode(true), nodes.arrayNode(), nodes.objectNode());
        Arbitrary<JsonNode> maps = Arbitraries.maps(
                        Arbitraries.of("", "a", "b", "k".repeat(100), "k".repeat(101)), texts)
                .ofMaxSize(3)
                .map(SchemaAgreementTest::object);
        return Arbitraries.frequencyOf(
                Tuple.of(4, texts), Tuple.of(2, numbers), Tuple.of(1, others), Tuple.of(1, maps));
    }

    private static JsonNode object(java.util.Map<String, JsonNode> fields) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        fields.forEach(node::set);
        return node;
    }

    private static Validator theirs() {
        var root = new JsonObject()
                .put("$ref", "#/components/schemas/NewDeployment")
                .put(
                        "components",
                        new JsonObject(CONTRACT.document().path("components").toString()));
        return Validator.create(
                JsonSchema.of(root),
                new JsonSchemaOptions()
                        .setBaseUri("https://evenkeel.dev/openapi.yaml")
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Flag));
    }
}
