package dev.evenkeel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.deployment.DeploymentStore.DuplicateException;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.registry.RegistryFixture.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentsApiTest {
    @TempDir
    private Path folder;

    private RegistryFixture api;

    @BeforeEach
    void open() throws IOException {
        api = new RegistryFixture(folder);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private static String shop(String more) {
        return "{\"serviceName\":\"shop\",\"version\":\"1.8.9\",\"environment\":\"production\"" + more + "}";
    }

    private static void assertProblem(int status, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.status()).isEqualTo(status);
                    assertThat(e.errors()).as("what names the field").isNotEmpty();
                })
                .hasMessageContaining(text);
    }

    @Test
    void recordsADeploymentWithDefaults() throws Exception {
        Answer answer = api.call("createDeployment").by("ci").body(shop("")).send();

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers())
                .containsEntry("ETag", "\"1\"")
                .containsEntry("Location", "http://registry.test/api/deployments/" + answer.id());
        assertThat(answer.text())
                .isEqualTo("{\"id\":\"" + answer.id() + "\",\"serviceName\":\"shop\",\"version\":\"1.8.9\","
                        + "\"environment\":\"production\",\"deploymentType\":\"Unknown\",\"status\":\"Deploying\","
                        + "\"deployedBy\":\"ci\",\"startedAt\":\"2025-03-01T12:00:00Z\",\"finishedAt\":null,"
                        + "\"commitSha\":null,\"pullRequestNumber\":null}");
        assertThat(api.call("getDeployment").id(answer.id()).send().text()).isEqualTo(answer.text());
        assertThat(api.create(shop("")).json().get("deployedBy").textValue()).isEqualTo("unknown");
    }

    @Test
    void keepsEveryFieldThatIsGiven() throws Exception {
        String body =
                "{\"externalId\":\"pipeline 7/🚀\",\"serviceName\":\"shop\",\"version\":\"2\",\"environment\":\"staging\","
                        + "\"deploymentType\":\"PullRequest\",\"status\":\"Failed\",\"deployedBy\":\"ada\","
                        + "\"startedAt\":\"2025-01-01T10:00:00+02:00\",\"finishedAt\":\"2025-01-01T09:00:00.5Z\","
                        + "\"commitSha\":\"c0ffee\",\"pullRequestNumber\":7,\"commitAt\":\"2024-12-31T23:59:59Z\","
                        + "\"changeOrigin\":\"agent\",\"approvedBy\":\"grace\",\"rollbackOf\":\"x\","
                        + "\"artifactDigest\":\"sha256:0\",\"links\":{\"ci\":\"https://ci\"},\"labels\":{\"a\":\"1\"}}";
        Answer answer = api.create(body);

        String stored = body.replace("10:00:00+02:00", "08:00:00Z").replace(".5Z", ".500Z");
        assertThat(answer.text()).isEqualTo("{\"id\":\"" + answer.id() + "\"," + stored.substring(1));
    }

    @Test
    void namesEveryFieldThatIsWrong() {
        assertThatThrownBy(
                        () -> api.create(
                                "{\"serviceName\":7,\"version\":null,\"status\":\"Done\",\"startedAt\":\"yesterday\","
                                        + "\"finishedAt\":true,\"labels\":{\"a\":1},\"pullRequestNumber\":\"x\",\"color\":\"red\"}"))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.errors())
                            .extracting(Violation::pointer)
                            .containsExactlyInAnyOrder(
                                    "/serviceName",
                                    "/version",
                                    "/status",
                                    "/startedAt",
                                    "/finishedAt",
                                    "/labels/a",
                                    "/pullRequestNumber",
                                    "/color",
                                    "/environment");
                });
        assertProblem(400, "finishedAt", () -> api.create(shop(",\"finishedAt\":\"2025-03-01T13:00:00Z\"")));
        assertProblem(
                400,
                "before startedAt",
                () -> api.create(shop(",\"status\":\"Failed\",\"startedAt\":\"2025-03-01T12:00:00Z\","
                        + "\"finishedAt\":\"2025-03-01T11:00:00Z\"")));
        assertProblem(400, "id", () -> api.create(shop(",\"id\":\"mine\"")));
    }

    @Test
    void anExternalIdIsTakenOnce() throws Exception {
        Answer first = api.create(shop(",\"externalId\":\"x\""));

        assertThatThrownBy(() -> api.create(shop(",\"externalId\":\"x\",\"status\":\"Queued\"")))
                .isInstanceOfSatisfying(
                        DuplicateException.class, e -> assertThat(e.field()).isEqualTo("externalId"));
        assertProblem(400, "externalId", () -> patch(first.id(), "{\"externalId\":\"y\"}"));
        assertProblem(400, "externalId", () -> patch(first.id(), "{\"externalId\":null}"));
    }

    private Answer patch(String id, String json) throws Exception {
        return api.call("changeDeployment").id(id).body(json).send();
    }

    @Test
    void aChangeOfStatusSetsTheEndAndFollowsTheSteps() throws Exception {
        String id = api.create(shop(",\"labels\":{\"a\":\"1\",\"b\":\"2\"}")).id();
        api.clock.advance(Duration.ofMinutes(5));

        Answer done = patch(id, "{\"status\":\"Succeeded\",\"labels\":{\"a\":null,\"c\":\"3\"}}");

        assertThat(done.headers()).containsEntry("ETag", "\"2\"");
        assertThat(done.json().get("finishedAt").textValue()).isEqualTo("2025-03-01T12:05:00Z");
        assertThat(done.json().get("labels")).hasToString("{\"b\":\"2\",\"c\":\"3\"}");
        assertThatThrownBy(() -> patch(id, "{\"status\":\"Failed\"}"))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.status()).isEqualTo(409);
                    assertThat(e.extensions()).containsEntry("legal", List.of("RolledBack"));
                });
        api.clock.advance(Duration.ofMinutes(5));
        Answer back = patch(id, "{\"status\":\"RolledBack\",\"labels\":null}");
        assertThat(back.json().get("finishedAt").textValue()).isEqualTo("2025-03-01T12:05:00Z");
        assertThat(back.json().has("labels")).isFalse();
        assertProblem(404, "nope", () -> patch("nope", "{\"status\":\"Failed\"}"));
    }

    @Test
    void aReplacementSetsBackWhatItLeavesOutButNotWhatNamesTheRecord() throws Exception {
        String id = api.create(shop(",\"externalId\":\"x\",\"commitSha\":\"c0ffee\",\"deploymentType\":\"Tag\""))
                .id();
        String body = shop(",\"status\":\"Building\",\"startedAt\":\"2025-03-01T12:00:00Z\"");
        // Deploying can't go back to Building.
        assertProblem(409, "Deploying", () -> replace(id, body, null));

        Answer replaced = replace(id, body.replace("Building", "Failed"), "\"1\"");

        assertThat(replaced.json().get("commitSha").isNull()).isTrue();
        assertThat(replaced.json().get("deploymentType").textValue()).isEqualTo("Unknown");
        assertThat(replaced.json().get("externalId").textValue()).isEqualTo("x");
        assertThat(replaced.json().get("finishedAt").textValue()).isEqualTo("2025-03-01T12:00:00Z");
        assertProblem(412, "\"2\"", () -> replace(id, body, "\"1\""));
        assertProblem(412, "\"2\"", () -> replace(id, body, "\"7\", W/\"2\""));
        assertThat(replace(id, body.replace("Building", "Failed"), "\"7\", \"2\"")
                        .status())
                .isEqualTo(200);
        assertThat(replace(id, body.replace("Building", "Failed"), "*").status())
                .isEqualTo(200);
        assertProblem(400, "id", () -> replace(id, body.replaceFirst("\\{", "{\"id\":\"other\","), null));
    }

    private Answer replace(String id, String body, String ifMatch) throws Exception {
        var call = api.call("replaceDeployment").id(id).body(body);
        return (ifMatch == null ? call : call.header("If-Match", ifMatch)).send();
    }

    @Test
    void answersThatNothingChangedSince() throws Exception {
        String id = api.create(shop("")).id();

        Answer same = api.call("getDeployment")
                .id(id)
                .header("If-None-Match", "\"9\", W/\"1\"")
                .send();
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.text()).isEmpty();
        patch(id, "{\"status\":\"Failed\"}");
        assertThat(api.call("getDeployment")
                        .id(id)
                        .header("If-None-Match", "\"1\"")
                        .send()
                        .status())
                .isEqualTo(200);
        assertProblem(404, "nope", () -> api.call("getDeployment").id("nope").send());
    }

    @Test
    void tellsTheHistory() throws Exception {
        String id = api.call("createDeployment").by("ci").body(shop("")).send().id();
        api.clock.advance(Duration.ofSeconds(1));
        api.call("changeDeployment")
                .by("ada")
                .id(id)
                .body("{\"status\":\"Failed\"}")
                .send();

        JsonNode history = api.call("deploymentHistory").id(id).send().json();

        assertThat(history).hasSize(2);
        assertThat(history.get(0).get("before").isNull()).isTrue();
        assertThat(history.get(0).get("by").textValue()).isEqualTo("ci");
        assertThat(history.get(1).get("by").textValue()).isEqualTo("ada");
        assertThat(history.get(1).get("at").textValue()).isEqualTo("2025-03-01T12:00:01Z");
        assertThat(history.get(1).get("requestId").textValue()).isEqualTo("request-1");
        assertThat(history.get(1).get("before")).isEqualTo(history.get(0).get("after"));
        assertThat(history.get(1).get("after").get("status").textValue()).isEqualTo("Failed");
        assertProblem(
                404, "nope", () -> api.call("deploymentHistory").id("nope").send());
    }

    @Test
    void aRepeatedRequestGetsTheFirstAnswerForADay() throws Exception {
        Answer first = keyed("k", shop(""));
        api.clock.advance(Duration.ofHours(23));
        Answer again = keyed("k", shop(""));

        assertThat(again).isEqualTo(first);
        assertThat(api.store.count()).isEqualTo(1);
        assertProblem(422, "new key", () -> keyed("k", shop(",\"status\":\"Queued\"")));
        assertThat(api.call("createDeployment")
                        .by("other")
                        .header("Idempotency-Key", "k")
                        .body(shop(""))
                        .send())
                .isNotEqualTo(first);
        api.clock.advance(Duration.ofHours(2));
        assertThat(keyed("k", shop("")).id()).isNotEqualTo(first.id());
    }

    @Test
    void aRepeatedChangeIsNotAppliedAgain() throws Exception {
        String id = api.create(shop("")).id();
        Answer first = api.call("changeDeployment")
                .id(id)
                .header("Idempotency-Key", "k")
                .header("If-Match", "\"1\"")
                .body("{\"status\":\"Succeeded\"}")
                .send();
        patch(id, "{\"status\":\"RolledBack\"}");

        assertThat(api.call("changeDeployment")
                        .id(id)
                        .header("Idempotency-Key", "k")
                        .header("If-Match", "\"1\"")
                        .body("{\"status\":\"Succeeded\"}")
                        .send())
                .isEqualTo(first);
        assertThat(api.store.find(id).orElseThrow().revision()).isEqualTo(3);
    }

    private Answer keyed(String key, String body) throws Exception {
        return api.call("createDeployment")
                .header("Idempotency-Key", key)
                .body(body)
                .send();
    }

    @Test
    void listsInPagesAndWhole() throws Exception {
        assertThat(list().send().text()).isEqualTo("[]");
        assertThat(list().header("Accept", "application/x-ndjson").send().text())
                .isEmpty();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.addFirst(api.create(shop(",\"startedAt\":\"2025-01-0" + (i + 1) + "T00:00:00Z\""))
                    .id());
        }

        assertThat(ids(list().send())).isEqualTo(ids);
        assertThat(list().header("Accept", "application/x-ndjson").send().text().lines())
                .hasSize(7);
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            var call = list().query("limit", 3).query("serviceName", "shop");
            Answer page = (cursor == null ? call : call.query("cursor", cursor)).send();
            paged.addAll(ids(page));
            String link = page.headers().get("Link");
            assertThat(link == null
                            || link.startsWith("<http://registry.test/api/deployments?serviceName=shop&limit=3&"))
                    .isTrue();
            cursor = link == null ? null : link.replaceAll(".*cursor=([^>]*)>.*", "$1");
        } while (cursor != null);
        assertThat(paged).isEqualTo(ids);
    }

    private RegistryFixture.Call list() {
        return api.call("listDeployments");
    }

    private static List<String> ids(Answer answer) throws IOException {
        List<String> ids = new ArrayList<>();
        answer.json().forEach(node -> ids.add(node.get("id").textValue()));
        return ids;
    }

    @Test
    void aCursorOfAnotherListOrNoneIsRefused() throws Exception {
        api.create(shop(""));
        api.create(shop(""));
        String link = list().query("limit", 1).send().headers().get("Link");
        String cursor = link.replaceAll(".*cursor=([^>]*)>.*", "$1");

        assertThat(list().query("limit", 1).query("cursor", cursor).send().headers())
                .doesNotContainKey("Link");
        assertProblem(
                400,
                "cursor",
                () -> list().query("status", "Failed").query("cursor", cursor).send());
        assertProblem(
                400,
                "cursor",
                () -> list().query("cursor", "A" + cursor.substring(1)).send());
        assertProblem(400, "cursor", () -> list().query("cursor", "?").send());
        assertProblem(400, "cursor", () -> list().query("cursor", "AA").send());
    }

    @Test
    void aPollerOfTheWholeListIsToldWhenNothingChanged() throws Exception {
        api.create(shop(""));
        String etag = list().send().headers().get("ETag");

        assertThat(list().header("If-None-Match", etag).send().status()).isEqualTo(304);
        assertThat(list().query("status", "Failed")
                        .header("If-None-Match", etag)
                        .send()
                        .status())
                .isEqualTo(200);
        api.create(shop(""));
        assertThat(list().header("If-None-Match", etag).send().status()).isEqualTo(200);
    }

    @Test
    void boundsOfTheListAreChecked() throws Exception {
        api.create(shop(",\"startedAt\":\"2025-01-02T00:00:00Z\""));

        assertThat(ids(list().query("from", "2025-01-02")
                        .query("to", "2025-01-03")
                        .send()))
                .hasSize(1);
        assertThat(ids(list().query("from", "2025-01-01T00:00:00Z")
                        .query("to", "2025-01-02")
                        .send()))
                .isEmpty();
        assertThatThrownBy(() -> list().query("from", "2025-02-01")
                        .query("to", "2025-01-01")
                        .send())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.errors())
                                .extracting(Violation::pointer)
                                .containsExactly("/from", "/to"));
        assertProblem(400, "from", () -> list().query("from", "soon").send());
        assertProblem(
                400, "to", () -> list().query("to", "+99999-01-01T00:00:00Z").send());
    }
}
