package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the commands ask a server, and what they make of its answers. */
class RegistryCommandsTest {
    private static final String RECORD = """
            {"id":"d1","serviceName":"shop","version":"1.8.10","environment":"production","deploymentType":"Tag",\
            "status":"Succeeded","deployedBy":"ci","startedAt":"2025-06-01T10:00:00Z","finishedAt":"2025-06-01T10:02:14Z",\
            "commitSha":null,"pullRequestNumber":7,"links":{},"labels":{"a":"b,c"}}""";

    private final StubServer server = new StubServer();

    @AfterEach
    void close() {
        server.close();
    }

    private CliRun.Result run(String... args) {
        return new CliRun().against(server.address()).run(args);
    }

    @Test
    void listsWithTheFiltersOfTheApi() {
        server.on(
                "GET /api/deployments?serviceName=sh%20op&environment=e&status=Failed&deployedBy=me&from=2025-01-01"
                        + "&to=2025-02-01&limit=5",
                200, "[" + RECORD + "]");

        CliRun.Result result = run(
                "deployments list --service sh_op --environment e --status Failed --deployed-by me --from 2025-01-01 --to 2025-02-01 --limit 5"
                        .replace("sh_op", "sh@op")
                        .replace(' ', '\n')
                        .replace('@', ' ')
                        .split("\n"));

        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .containsExactly(
                        "   started (UTC)  service  environment  version     status    took  by  id",
                        "2025-06-01 10:00  shop     production   1.8.10   Succeeded  2m 14s  ci  d1");
    }

    @Test
    void followsPagesUpToTheLimit() {
        server.on(
                "GET /api/deployments?limit=1000",
                200,
                Map.of("Link", "</api/deployments?limit=1000&cursor=2>; rel=\"next\""),
                "[{\"id\":\"a\"},{\"id\":\"b\"}]");
        server.on("GET /api/deployments?limit=1000&cursor=2", 200, "[{\"id\":\"c\"}]");

        assertThat(run("deployments", "list", "--limit", "5000", "-o", "ndjson").out())
                .isEqualTo("{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n");
        assertThat(run("deployments", "list", "--limit", "5000", "-o", "json").out())
                .isEqualTo("[{\"id\":\"a\"},\n{\"id\":\"b\"},\n{\"id\":\"c\"}]\n");
    }

    @Test
    void showsTheLinesOfAnApplication() {
        server.on("GET /api/apps/shop/logs?lines=100&follow=false", 200, """
                {"time":"2025-06-01T10:00:00Z","replica":"r1","stream":"out","text":"hello"}

                {"time":"2025-06-01T10:00:01Z","replica":"r2","stream":"err","text":"oh"}
                """);

        assertThat(run("logs", "shop").out())
                .isEqualTo("2025-06-01T10:00:00Z r1 out hello\n2025-06-01T10:00:01Z r2 err oh\n");
        assertThat(run("logs", "shop", "--replica", "r2").out()).isEqualTo("2025-06-01T10:00:01Z r2 err oh\n");
    }

    @Test
    void aRefusedStreamIsAskedForOnce() {
        CliRun.Result result = run("logs", "shop", "--follow");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("evenkeel: nothing at /api/apps/shop/logs?lines=100&follow=true\n");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void pagesOnAnotherServerAreNotFollowed() {
        try (var other = new StubServer()) {
            server.on(
                    "GET /api/deployments?limit=20",
                    200,
                    Map.of("Link", "<" + other.address() + "/api/deployments>; rel=\"next\""),
                    "[{\"id\":\"a\"}]");

            assertThat(run("deployments", "list", "--token", "s3cret", "-o", "ndjson")
                            .out())
                    .isEqualTo("{\"id\":\"a\"}\n");
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void listsAsCsv() {
        server.on("GET /api/deployments?limit=20", 200, "[" + RECORD + "]");

        assertThat(run("deployments", "list", "-o", "csv").outLines())
                .containsExactly(
                        "id,externalId,serviceName,version,environment,deploymentType,status,deployedBy,startedAt,finishedAt"
                                + ",commitSha,pullRequestNumber,commitAt,changeOrigin,approvedBy,rollbackOf"
                                + ",artifactDigest,links,labels",
                        "d1,,shop,1.8.10,production,Tag,Succeeded,ci,2025-06-01T10:00:00Z,2025-06-01T10:02:14Z"
                                + ",,7,,,,,,{},\"{\"\"a\"\":\"\"b,c\"\"}\"");
    }

    @Test
    void anEmptyListSaysSo() {
        server.on("GET /api/deployments?limit=20", 200, "[]");

        assertThat(run("deployments", "list").out()).isEqualTo("No deployments match.\n");
        assertThat(run("deployments", "list", "-o", "json").out()).isEqualTo("[]\n");
        assertThat(run("deployments", "list", "-o", "ndjson").out()).isEmpty();
    }

    @Test
    void showsARecordWithItsHistory() {
        server.on("GET /api/deployments/d1", 200, RECORD);
        server.on("GET /api/deployments/d1/history", 200, """
                [{"revision":1,"at":"2025-06-01T10:00:00Z","by":"ci","requestId":null,"before":null,\
                "after":{"status":"Deploying","finishedAt":null}},
                {"revision":2,"at":"2025-06-01T10:02:14Z","by":"ci","requestId":"r","before":{"status":"Deploying",\
                "finishedAt":null},"after":{"status":"Succeeded","finishedAt":"2025-06-01T10:02:14Z"}}]""");

        assertThat(run("deployments", "show", "d1").outLines())
                .containsSubsequence(
                        "id                 d1",
                        "serviceName        shop",
                        "pullRequestNumber  7",
                        "labels             {\"a\":\"b,c\"}",
                        "",
                        "History",
                        "  2025-06-01T10:00:00Z  ci  recorded as Deploying",
                        "  2025-06-01T10:02:14Z  ci  status: Deploying → Succeeded, finishedAt: – → 2025-06-01T10:02:14Z")
                .noneMatch(line -> line.startsWith("commitSha"));
    }

    @Test
    void recordsAndPrintsTheId() {
        server.on("POST /api/deployments", 201, RECORD);

        CliRun.Result result = new CliRun()
                .against(server.address())
                .with("EVENKEEL_TOKEN", "ek_1")
                .run(("deployments record --service shop --version 1.8.10 --environment production --status Queued"
                                + " --type Tag --deployed-by ci --started-at 2025-06-01T10:00:00Z --commit abc --pull-request 7"
                                + " --external-id x --change-origin agent --approved-by me --rollback-of d0"
                                + " --artifact-digest sha256:1 --commit-at 2025-06-01T09:00:00Z --finished-at 2025-06-01T11:00:00Z"
                                + " --link ci=http://ci --label team=a --idempotency-key k1")
                        .split(" "));

        assertThat(result.out()).isEqualTo("d1\n");
        StubServer.Asked asked = server.asked().getFirst();
        assertThat(asked.header("Authorization")).isEqualTo("Bearer ek_1");
        assertThat(asked.header("Idempotency-key")).isEqualTo("k1");
        assertThat(asked.body())
                .isEqualTo(
                        "{\"serviceName\":\"shop\",\"version\":\"1.8.10\",\"environment\":\"production\""
                                + ",\"status\":\"Queued\",\"deploymentType\":\"Tag\",\"deployedBy\":\"ci\""
                                + ",\"startedAt\":\"2025-06-01T10:00:00Z\",\"commitSha\":\"abc\",\"pullRequestNumber\":7"
                                + ",\"externalId\":\"x\",\"changeOrigin\":\"agent\",\"approvedBy\":\"me\",\"rollbackOf\":\"d0\""
                                + ",\"artifactDigest\":\"sha256:1\",\"commitAt\":\"2025-06-01T09:00:00Z\""
                                + ",\"finishedAt\":\"2025-06-01T11:00:00Z\",\"links\":{\"ci\":\"http://ci\"},\"labels\":{\"team\":\"a\"}}");
    }

    @Test
    void finishes() {
        server.on("PATCH /api/deployments/d%2F1", 200, RECORD);

        CliRun.Result result = run("deployments", "finish", "d/1", "--status", "succeeded");

        assertThat(result.out()).isEqualTo("shop 1.8.10 in production: Succeeded after 2m 14s\n");
        assertThat(server.asked().getFirst().body()).isEqualTo("{\"status\":\"Succeeded\"}");
        assertThat(run("deployments", "finish", "d1", "--status", "Queued").code())
                .isEqualTo(2);
    }

    @Test
    void problemsAreToldInOneLine() {
        server.on("POST /api/deployments", 400, """
                {"title":"Bad request","status":400,"detail":"2 fields are wrong","errors":[\
                {"pointer":"/status","message":"'Done' is not a status"},{"pointer":"/startedAt","message":"not a time"}]}""");

        CliRun.Result result = run("deployments", "record", "--service", "a", "--version", "1", "--environment", "e");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("evenkeel: 2 fields are wrong (status: 'Done' is not a status; startedAt: not a time)\n");
    }

    @Test
    void deniedAccessSaysHowToGetIt() {
        server.on("GET /api/deployments?limit=20", 401, "{\"title\":\"Unauthorized\",\"detail\":\"no token\"}");

        assertThat(run("deployments", "list").err())
                .isEqualTo("evenkeel: no token (give a token with --token or EVENKEEL_TOKEN;"
                        + " 'evenkeel token create' makes one)\n");
    }

    @Test
    void otherServersAreRecognised() {
        server.on("GET /api/deployments?limit=20", 502, "<html>Bad gateway</html>");
        server.on("GET /api/deployments?limit=19", 200, "<html>Welcome</html>");

        assertThat(run("deployments", "list").err())
                .isEqualTo("evenkeel: " + server.address() + " answered 502 without saying why: check that --registry"
                        + " names an Evenkeel server\n");
        assertThat(run("deployments", "list", "--limit", "19").err())
                .isEqualTo(
                        "evenkeel: the server's answer is not JSON: check that --registry names an Evenkeel server\n");
    }

    @Test
    void aServerThatIsNotThere() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        CliRun.Result result = new CliRun().run("insights", "latest", "--registry", "http://127.0.0.1:" + port);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "evenkeel: can't reach the registry at http://127.0.0.1:" + port + ": start it with 'evenkeel"
                                + " serve', or name another with --registry or EVENKEEL_REGISTRY\n");
    }

    @Test
    void aServerWithoutInsights() {
        assertThat(run("insights", "latest").err())
                .isEqualTo("evenkeel: " + server.address() + " answers no insights: name a server that runs the role"
                        + " insights with --registry or EVENKEEL_REGISTRY, or add the role to that one\n");
    }

    @Test
    void recordedTextsCannotDriveTheTerminal() {
        server.on("GET /api/deployments?limit=20", 200, "[{\"serviceName\":\"a\\u001b[31mb\\nc\"}]");

        assertThat(run("deployments", "list").out()).contains("a [31mb c").doesNotContain("\u001b");
    }
}
