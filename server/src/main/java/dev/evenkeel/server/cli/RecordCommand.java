package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenkeel deployments record}. */
@Command(
        name = "record",
        description = "Record a deployment and print its id.",
        footer = {
            "",
            "Examples:",
            "  evenkeel deployments record --service checkout --version 1.8.2 --environment production",
            "  evenkeel deployments record --service checkout --version 1.8.2 --environment production \\",
            "      --status Succeeded --deployed-by ci --commit $GIT_COMMIT --external-id build-4711"
        })
final class RecordCommand extends ServerCommand {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Makes it safe to send this again for 24 hours.")
    private @Nullable String idempotencyKey;

    @Option(
            names = "--link",
            paramLabel = "NAME=URL",
            description = "As in pipeline=https://ci/4711; as often as needed.")
    private Map<String, String> links = new LinkedHashMap<>();

    @Option(names = "--label", paramLabel = "NAME=TEXT", description = "As often as needed.")
    private Map<String, String> labels = new LinkedHashMap<>();

    RecordCommand(Io io) {
        super(io);
    }

    @Option(names = "--service", required = true, paramLabel = "NAME", description = "What was deployed.")
    void service(String name) {
        fields.put("serviceName", name);
    }

    @Option(names = "--version", required = true, paramLabel = "VERSION", description = "Which version of it.")
    void version(String version) {
        fields.put("version", version);
    }

    @Option(names = "--environment", required = true, paramLabel = "NAME", description = "Where to.")
    void environment(String name) {
        fields.put("environment", name);
    }

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Queued, Building, Deploying, Succeeded, Failed or RolledBack; Deploying by default.")
    void status(String status) {
        fields.put("status", status);
    }

    @Option(names = "--type", paramLabel = "TYPE", description = "PullRequest, Tag, Branch or Unknown.")
    void type(String type) {
        fields.put("deploymentType", type);
    }

    @Option(names = "--deployed-by", paramLabel = "NAME", description = "A person or a pipeline.")
    void deployedBy(String name) {
        fields.put("deployedBy", name);
    }

    @Option(names = "--started-at", paramLabel = "TIME", description = "RFC 3339; now by default.")
    void startedAt(String time) {
        fields.put("startedAt", time);
    }

    @Option(names = "--finished-at", paramLabel = "TIME", description = "RFC 3339; now by default when it has ended.")
    void finishedAt(String time) {
        fields.put("finishedAt", time);
    }

    @Option(names = "--commit", paramLabel = "SHA", description = "The commit that was built.")
    void commit(String sha) {
        fields.put("commitSha", sha);
    }

    @Option(names = "--commit-at", paramLabel = "TIME", description = "When its oldest undeployed commit was written.")
    void commitAt(String time) {
        fields.put("commitAt", time);
    }

    @Option(names = "--pull-request", paramLabel = "N", description = "The number of the pull request.")
    void pullRequest(int number) {
        fields.put("pullRequestNumber", number);
    }

    @Option(names = "--change-origin", paramLabel = "ORIGIN", description = "human, agent, mixed or unknown.")
    void changeOrigin(String origin) {
        fields.put("changeOrigin", origin);
    }

    @Option(names = "--approved-by", paramLabel = "NAME", description = "Who let it through.")
    void approvedBy(String name) {
        fields.put("approvedBy", name);
    }

    @Option(names = "--rollback-of", paramLabel = "ID", description = "The deployment that this one undoes.")
    void rollbackOf(String id) {
        fields.put("rollbackOf", id);
    }

    @Option(names = "--artifact-digest", paramLabel = "DIGEST", description = "As in sha256:….")
    void artifactDigest(String digest) {
        fields.put("artifactDigest", digest);
    }

    @Option(names = "--external-id", paramLabel = "ID", description = "Names the record where it comes from; unique.")
    void externalId(String id) {
        fields.put("externalId", id);
    }

    @Override
    void run(RegistryHttp http) {
        ObjectNode body = Json.mapper().valueToTree(fields);
        if (!links.isEmpty()) {
            body.set("links", Json.mapper().valueToTree(links));
        }
        if (!labels.isEmpty()) {
            body.set("labels", Json.mapper().valueToTree(labels));
        }
        Map<String, String> headers = idempotencyKey == null ? Map.of() : Map.of("Idempotency-Key", idempotencyKey);
        io.line(http.send("POST", "/api/deployments", body, headers)
                .json()
                .path("id")
                .asText());
    }
}
