package dev.evenkeel.server.platform.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import dev.evenkeel.server.platform.json.DeploymentDraft.Read;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deployments as JSON. Written by hand because millions of them stream through here, and because a reader must name
 * every mistake with its place rather than throw at the first.
 */
public final class DeploymentJson {
    private static final Set<String> FIELDS = Set.copyOf(DeploymentDraft.FIELDS);

    /** How strict a reader is. */
    public enum Mode {
        /** For our own API: an unknown field is a mistake. */
        STRICT,
        /** For other registries: unknown fields are skipped, and a number will do for a text. */
        LENIENT
    }

    private DeploymentJson() {}

    /** Writes one object; the fields that every client may count on are always there, the others when they are set. */
    public static void write(JsonGenerator out, Deployment deployment) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", deployment.id());
        writeIfSet(out, "externalId", deployment.externalId());
        out.writeStringField("serviceName", deployment.serviceName());
        out.writeStringField("version", deployment.version());
        out.writeStringField("environment", deployment.environment());
        out.writeStringField("deploymentType", deployment.deploymentType().label());
        out.writeStringField("status", deployment.status().label());
        out.writeStringField("deployedBy", deployment.deployedBy());
        out.writeStringField("startedAt", deployment.startedAt().toString());
        Instant finishedAt = deployment.finishedAt();
        out.writeStringField("finishedAt", finishedAt == null ? null : finishedAt.toString());
        out.writeStringField("commitSha", deployment.commitSha());
        Integer pullRequest = deployment.pullRequestNumber();
        if (pullRequest == null) {
            out.writeNullField("pullRequestNumber");
        } else {
            out.writeNumberField("pullRequestNumber", pullRequest.intValue());
        }
        writeIfSet(out, "commitAt", deployment.commitAt());
        if (deployment.changeOrigin() != ChangeOrigin.UNKNOWN) {
            out.writeStringField("changeOrigin", deployment.changeOrigin().label());
        }
        writeIfSet(out, "approvedBy", deployment.approvedBy());
        writeIfSet(out, "rollbackOf", deployment.rollbackOf());
        writeIfSet(out, "artifactDigest", deployment.artifactDigest());
        writeEntries(out, "links", deployment.links());
        writeEntries(out, "labels", deployment.labels());
        out.writeEndObject();
    }

    /** One object as text. */
    public static String text(Deployment deployment) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = Json.factory().createGenerator(bytes)) {
            write(out, deployment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Reads an object of a stream.
     *
     * @param in at the start of the object; afterwards at its end
     * @throws IOException when the stream breaks off or isn't JSON
     */
    public static Read read(JsonParser in, Mode mode, Defaults defaults) throws IOException {
        var draft = new DeploymentDraft();
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            draft.wrong("", "must be an object");
            return draft.finish(defaults);
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            if (FIELDS.contains(field)) {
                readField(in, draft, field, value, mode);
            } else {
                in.skipChildren();
                if (mode == Mode.STRICT) {
                    draft.wrong(escaped(field), "is no field of a deployment; those are " + DeploymentDraft.FIELDS);
                }
            }
        }
        return draft.finish(defaults);
    }

    /** Reads an object that was parsed before. */
    public static Read read(JsonNode node, Mode mode, Defaults defaults) {
        try (JsonParser in = Json.mapper().treeAsTokens(node)) {
            in.nextToken();
            return read(in, mode, defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readField(JsonParser in, DeploymentDraft draft, String field, JsonToken value, Mode mode)
            throws IOException {
        switch (value) {
            case VALUE_STRING -> {
                if (mode == Mode.LENIENT && field.equals("pullRequestNumber")) {
                    draft.cell(field, in.getText());
                } else {
                    draft.text(field, in.getText());
                }
            }
            case VALUE_NULL -> {
                if (mode == Mode.STRICT) {
                    draft.nothing(field);
                }
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (mode == Mode.LENIENT && !field.equals("pullRequestNumber")) {
                    draft.text(field, in.getText());
                } else {
                    draft.number(field, in.getText());
                }
            }
            case START_OBJECT -> {
                if (field.equals("links") || field.equals("labels")) {
                    readEntries(in, draft, field, mode);
                } else {
                    in.skipChildren();
                    draft.wrong(field, "must not be an object");
                }
            }
            default -> {
                in.skipChildren();
                draft.wrong(field, "must be a text, not " + (value == JsonToken.START_ARRAY ? "a list" : in.getText()));
            }
        }
    }

    private static void readEntries(JsonParser in, DeploymentDraft draft, String field, Mode mode) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (value == JsonToken.VALUE_STRING || (mode == Mode.LENIENT && value.isScalarValue())) {
                draft.entry(field, name, in.getText());
            } else {
                in.skipChildren();
                if (mode == Mode.STRICT) {
                    draft.wrong(field + "/" + escaped(name), "must be a text");
                }
            }
        }
    }

    private static void writeIfSet(JsonGenerator out, String field, @Nullable Object value) throws IOException {
        if (value != null) {
            out.writeStringField(field, value.toString());
        }
    }

    private static void writeEntries(JsonGenerator out, String field, Map<String, String> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart(field);
        // Sorted, so that the same record always gives the same text.
        for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
