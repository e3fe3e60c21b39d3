package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.AuditEntry;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Request.Caller;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import dev.evenkeel.server.platform.json.DeploymentDraft.Read;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.server.platform.json.DeploymentJson.Mode;
import dev.evenkeel.server.platform.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The registry over HTTP: one record, its changes and its history. */
public final class DeploymentsApi {
    private static final String JSON = "application/json";
    private static final String UNKNOWN = "unknown";

    private final Registry registry;

    public DeploymentsApi(Registry registry) {
        this.registry = registry;
    }

    /** Answers the operations of {@code openapi.yaml} that are tagged {@code deployments}. */
    public void register(Operations operations) {
        operations
                .on("listDeployments", new ListHandler(registry))
                .on("createDeployment", this::create)
                .on("getDeployment", this::get)
                .on("replaceDeployment", this::replace)
                .on("changeDeployment", this::change)
                .on("deploymentHistory", this::history)
                .on("changes", new ChangesHandler(registry))
                .on("importDeployments", new ImportHandler(registry));
    }

    private Response create(Request request) throws IOException {
        JsonNode body = request.json();
        if (body.has("id")) {
            throw ProblemException.badRequest("/id", "is made by the registry; name your own in externalId");
        }
        Author author = author(request);
        var defaults = new Defaults(
                externalId -> externalId == null ? registry.ids().next() : Ids.of(externalId),
                Status.DEPLOYING,
                author.at(),
                deployer(request.caller()));
        Deployment asked = accepted(DeploymentJson.read(body, Mode.STRICT, defaults));
        Reply reply = registry.record(asked, author, key(request, body));
        return Response.bytes(201, JSON, reply.body().getBytes(StandardCharsets.UTF_8))
                .withHeader("Location", request.baseUrl() + "/api/deployments/" + Urls.encode(reply.id()))
                .withHeader("ETag", Preconditions.etag(reply.revision()));
    }

    private Response get(Request request) throws IOException {
        Stored stored = registry.get(request.path("id"));
        String etag = Preconditions.etag(stored.revision());
        Response response = Preconditions.hasAlready(request, etag)
                ? Response.empty(304)
                : Response.text(200, JSON, DeploymentJson.text(stored.deployment()));
        return response.withHeader("ETag", etag);
    }

    private Response replace(Request request) throws IOException {
        JsonNode body = request.json();
        String deployer = deployer(request.caller());
        return changed(request, before -> {
            // What is left out goes back to its default, except what names the record.
            Deployment asked = accepted(DeploymentJson.read(body, Mode.STRICT, keeping(before, deployer)));
            return body.has("externalId")
                    ? asked
                    : asked.with().externalId(before.externalId()).build();
        });
    }

    private Response change(Request request) throws IOException {
        JsonNode patch = request.json();
        return changed(request, before -> {
            JsonNode merged = MergePatch.apply(tree(before), patch);
            return accepted(DeploymentJson.read(merged, Mode.STRICT, keeping(before, UNKNOWN)));
        });
    }

    private Response changed(Request request, Function<Deployment, Deployment> change) throws IOException {
        String id = request.path("id");
        Reply reply = registry.change(
                id,
                Preconditions.ifMatch(request),
                before -> {
                    Deployment after = change.apply(before);
                    if (!after.id().equals(id)) {
                        throw ProblemException.badRequest("/id", "must be the one in the path, or left out");
                    }
                    return after;
                },
                author(request),
                key(request, request.json()));
        return Response.bytes(200, JSON, reply.body().getBytes(StandardCharsets.UTF_8))
                .withHeader("ETag", Preconditions.etag(reply.revision()));
    }

    private Response history(Request request) throws IOException {
        List<AuditEntry> history = registry.history(request.path("id"));
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = Json.factory().createGenerator(bytes)) {
            out.writeStartArray();
            for (AuditEntry entry : history) {
                out.writeStartObject();
                out.writeNumberField("revision", entry.revision());
                out.writeStringField("at", entry.at().toString());
                out.writeStringField("by", entry.by());
                out.writeStringField("requestId", entry.requestId());
                out.writeFieldName("before");
                writeOrNull(out, entry.before());
                out.writeFieldName("after");
                DeploymentJson.write(out, entry.after());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        return Response.bytes(200, JSON, bytes.toByteArray());
    }

    private Author author(Request request) {
        return author(request, registry);
    }

    static Author author(Request request, Registry registry) {
        return new Author(request.caller().name(), registry.clock().instant(), request.requestId());
    }

    private static @Nullable RequestKey key(Request request, JsonNode body) {
        return request.header("Idempotency-Key")
                .map(key -> RequestKey.of(
                        request.caller().name(),
                        key,
                        request.operationId(),
                        request.pathParameters().getOrDefault("id", ""),
                        body.toString()))
                .orElse(null);
    }

    private static String deployer(Caller caller) {
        return caller.equals(Caller.ANONYMOUS) ? UNKNOWN : caller.name();
    }

    private static Defaults keeping(Deployment before, String deployedBy) {
        return new Defaults(externalId -> before.id(), null, null, deployedBy);
    }

    private static Deployment accepted(Read read) {
        Deployment deployment = read.deployment();
        if (deployment == null) {
            throw Refusals.invalid(read.violations());
        }
        return deployment;
    }

    private static JsonNode tree(Deployment deployment) {
        try {
            return Json.parse(DeploymentJson.text(deployment).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeOrNull(JsonGenerator out, @Nullable Deployment deployment) throws IOException {
        if (deployment == null) {
            out.writeNull();
        } else {
            DeploymentJson.write(out, deployment);
        }
    }
}
