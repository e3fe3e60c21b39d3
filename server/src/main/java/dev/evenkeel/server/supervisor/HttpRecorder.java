package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentRecorder;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A registry that runs elsewhere. */
public final class HttpRecorder implements DeploymentRecorder, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int CREATED_ALREADY = 409;

    private final URI base;
    private final @Nullable String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /**
     * @param base without a slash at the end
     * @param token null when the registry wants none
     */
    public HttpRecorder(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    @Override
    public void record(Deployment deployment) throws IOException {
        HttpResponse<String> created = send("POST", "/api/deployments", fields(deployment));
        if (created.statusCode() == CREATED_ALREADY) {
            var change = new LinkedHashMap<String, Object>();
            change.put("status", deployment.status().toString());
            if (deployment.finishedAt() != null) {
                change.put("finishedAt", deployment.finishedAt().toString());
            }
            change.put("labels", deployment.labels());
            check(send("PATCH", "/api/deployments/" + deployment.id(), change));
        } else {
            check(created);
        }
    }

    private static Map<String, Object> fields(Deployment deployment) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("externalId", deployment.externalId());
        fields.put("serviceName", deployment.serviceName());
        fields.put("version", deployment.version());
        fields.put("environment", deployment.environment());
        fields.put("deploymentType", deployment.deploymentType().toString());
        fields.put("status", deployment.status().toString());
        fields.put("deployedBy", deployment.deployedBy());
        fields.put("startedAt", deployment.startedAt().toString());
        if (deployment.finishedAt() != null) {
            fields.put("finishedAt", deployment.finishedAt().toString());
        }
        if (deployment.rollbackOf() != null) {
            fields.put("rollbackOf", deployment.rollbackOf());
        }
        fields.put("labels", deployment.labels());
        return fields;
    }

    private HttpResponse<String> send(String method, String path, Map<String, Object> body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void check(HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        if (status < 300) {
            return;
        }
        String message = base + " answers " + status + ": " + response.body();
        boolean passing = status >= 500 || status == 429 || status == 401 || status == 403 || status == 404;
        throw passing ? new IOException(message) : new RefusedException(message);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
