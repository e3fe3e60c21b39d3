package dev.evenkeel.server.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Request.Caller;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.registry.sql.SqlDeploymentStore;
import dev.evenkeel.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** The registry's handlers on a real store, called as the HTTP adapter calls them. */
final class RegistryFixture implements AutoCloseable {
    final ManualClock clock = ManualClock.at("2025-03-01T12:00:00Z");
    final DeploymentStore store;
    final Registry registry;
    private final Map<String, Handler> handlers = new HashMap<>();

    RegistryFixture(Path folder) throws IOException {
        store = SqlDeploymentStore.open(folder.resolve("registry.db"));
        registry = new Registry(store, clock, new Ids(clock, new SplittableRandom(1)), "test");
        new DeploymentsApi(registry).register(new Operations() {
            @Override
            public Operations on(String operationId, Handler handler) {
                handlers.put(operationId, handler);
                return this;
            }
        });
    }

    /** A request to be completed with {@code with} and sent. */
    Call call(String operationId) {
        return new Call(operationId);
    }

    Answer create(String json) throws Exception {
        return call("createDeployment").body(json).send();
    }

    @Override
    public void close() throws IOException {
        registry.close();
        store.close();
    }

    /** A request in the making. */
    final class Call {
        private final String operationId;
        private final Map<String, String> path = new HashMap<>();
        private final Map<String, String> query = new HashMap<>();
        private final Map<String, String> headers = new HashMap<>();
        private JsonNode body;
        private InputStream stream;
        private Caller caller = Caller.ANONYMOUS;

        Call(String operationId) {
            this.operationId = operationId;
        }

        Call id(String id) {
            path.put("id", id);
            return this;
        }

        Call query(String name, Object value) {
            query.put(name, String.valueOf(value));
            return this;
        }

        Call header(String name, String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
            return this;
        }

        Call body(String json) throws IOException {
            body = Json.parse(json.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Call stream(String type, byte[] bytes) {
            header("Content-Type", type);
            stream = new ByteArrayInputStream(bytes);
            return this;
        }

        Call by(String name) {
            caller = new Caller(name);
            return this;
        }

        Answer send() throws Exception {
            Request request = new Request(
                    operationId,
                    "ANY",
                    "/",
                    "http://registry.test",
                    path,
                    query,
                    headers,
                    body,
                    stream,
                    caller,
                    "request-1");
            return Answer.of(handlers.get(operationId).handle(request));
        }
    }

    /** An answer with its body read. */
    record Answer(int status, Map<String, String> headers, String text) {
        static Answer of(Response response) throws IOException {
            byte[] bytes = switch (response.body()) {
                case Response.Body.Empty empty -> new byte[0];
                case Response.Body.Bytes whole -> whole.bytes();
                case Response.Body.Stream stream -> {
                    var out = new ByteArrayOutputStream();
                    stream.writer().writeTo(out);
                    yield out.toByteArray();
                }
            };
            return new Answer(response.status(), response.headers(), new String(bytes, StandardCharsets.UTF_8));
        }

        JsonNode json() throws IOException {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        }

        String id() throws IOException {
            return json().get("id").textValue();
        }
    }
}
