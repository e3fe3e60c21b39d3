package dev.evenkeel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.testkit.Deployments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final String ARRAY = "application/json";
    private static final String CSV = "text/csv";

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

    private RegistryFixture.Call body(String type, String text) {
        return api.call("importDeployments").stream(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String counts(int received, int created, int updated, int unchanged) {
        return "{\"received\":" + received + ",\"created\":" + created + ",\"updated\":" + updated + ",\"unchanged\":"
                + unchanged + "}";
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(int status, RegistryFixture.Call call) {
        return assertThatThrownBy(call::send)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static String line(String externalId) {
        return "{\"externalId\":\"" + externalId + "\",\"serviceName\":\"shop\",\"version\":\"1\","
                + "\"environment\":\"production\",\"status\":\"Succeeded\",\"startedAt\":\"2025-01-01T00:00:00Z\"}";
    }

    private static String lines(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> line("x" + i) + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void aDumpOfAnotherRegistryArrivesAsItWasInEveryForm() throws Exception {
        List<Deployment> all = Deployments.seeded(5).take(2500);
        List<String> texts = all.stream().map(DeploymentJson::text).toList();
        String ndjson = String.join("\n", texts);
        String array = "[" + String.join(",", texts) + "]";

        assertThat(body(NDJSON, ndjson).send().text()).isEqualTo(counts(2500, 2500, 0, 0));
        assertThat(body(ARRAY, array).send().text()).isEqualTo(counts(2500, 0, 0, 2500));
        assertThat(body(ARRAY, ndjson).send().text()).isEqualTo(counts(2500, 0, 0, 2500));
        assertThat(body("application/octet-stream", "\ufeff\r\n " + array)
                        .send()
                        .text())
                .isEqualTo(counts(2500, 0, 0, 2500));
        byte[] zipped = gzip(gzipMember(ndjson.substring(0, 1000)), gzipMember(ndjson.substring(1000)));
        assertThat(api.call("importDeployments").stream(NDJSON, zipped).send().text())
                .isEqualTo(counts(2500, 0, 0, 2500));
        for (Deployment deployment : all) {
            assertThat(api.store.find(deployment.id()).orElseThrow().deployment())
                    .isEqualTo(deployment);
        }
        assertThat(api.call("listDeployments").send().json()).hasSize(2500);
    }

    private static byte[] gzipMember(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[]... members) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (byte[] member : members) {
            bytes.write(member);
        }
        return bytes.toByteArray();
    }

    @Test
    void historyIsKeptWithItsContradictions() throws Exception {
        assertThat(body(NDJSON, line("a").replace("Succeeded\"", "Queued\",\"finishedAt\":\"2024-01-01T00:00:00Z\""))
                        .send()
                        .text())
                .isEqualTo(counts(1, 1, 0, 0));
        assertThat(body(NDJSON, line("b")).send().text()).isEqualTo(counts(1, 1, 0, 0));

        assertThat(api.store.list(DeploymentFilter.ALL, null, 10))
                .extracting(stored -> stored.deployment().status())
                .containsExactlyInAnyOrder(Status.QUEUED, Status.SUCCEEDED);
        assertThat(api.store.list(DeploymentFilter.ALL, null, 10))
                .extracting(stored -> stored.deployment().deployedBy())
                .containsOnly("unknown");
    }

    @Test
    void nothingIsAlsoAnImport() throws Exception {
        for (String type : List.of(NDJSON, ARRAY)) {
            assertThat(body(type, "").send().text()).isEqualTo(counts(0, 0, 0, 0));
        }
        assertThat(body(ARRAY, " [ ] ").send().text()).isEqualTo(counts(0, 0, 0, 0));
    }

    @Test
    void theFirstBatchWithAMistakeEndsIt() throws Exception {
        String bad =
                "{\"serviceName\":\"shop\",\"version\":\"1\",\"environment\":\"production\",\"status\":\"Done\"}\n";
        String text = lines(1, 2500) + bad + "not json\n" + lines(2503, 4000);

        assertRefused(422, body(NDJSON, text))
                .hasMessageContaining("line 2501: status must be one of")
                .hasMessageContaining("fromLine=2001")
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.extensions())
                            .containsEntry("received", 2000L)
                            .containsEntry("created", 2000L)
                            .containsEntry("updated", 0L)
                            .containsEntry("unchanged", 0L)
                            .containsEntry("continueFromLine", 2001L);
                    assertThat(e.extensions().get("errors"))
                            .asInstanceOf(InstanceOfAssertFactories.LIST)
                            .extracting(
                                    error -> ((Map<?, ?>) error).get("line") + " " + ((Map<?, ?>) error).get("pointer"))
                            .containsExactly("2501 /status", "2501 /startedAt", "2502 ");
                });
        assertThat(api.store.count()).isEqualTo(2000);

        String corrected = lines(1, 4000);
        assertThat(body(NDJSON, corrected).query("fromLine", 2001).send().text())
                .isEqualTo(counts(2000, 2000, 0, 0));
        assertThat(body(NDJSON, corrected).send().text()).isEqualTo(counts(4000, 0, 0, 4000));
    }

    @Test
    void atMostTwentyMistakesAreNamed() {
        assertRefused(422, body(NDJSON, "x\n".repeat(100)))
                .hasMessageContaining("and 99 more")
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat((List<?>) e.extensions().get("errors")).hasSize(20));
    }

    @Test
    void anExternalIdOfARecordWithAnotherIdIsAMistakeOnItsLine() throws Exception {
        body(NDJSON, lines(1500, 1500).replaceFirst("\\{", "{\"id\":\"mine\",")).send();

        assertRefused(422, body(NDJSON, lines(1, 3000)))
                .hasMessageContaining("line 1500: externalId 'x1500' belongs to")
                .hasMessageContaining("fromLine=1001");
        assertThat(api.store.count()).isEqualTo(1001);
    }

    @Test
    void arraysCountTheirElementsAsLines() throws Exception {
        String bad = "[" + line("a") + "," + line("b").replace("2025-01-01T", "yesterday") + "]";

        assertRefused(422, body(ARRAY, bad)).hasMessageContaining("line 2: startedAt must be a time");
        assertThat(body(ARRAY, "[" + line("a") + "," + line("b") + "]")
                        .query("fromLine", 2)
                        .send()
                        .text())
                .isEqualTo(counts(1, 1, 0, 0));
        for (String broken : List.of("[", "[" + line("a"), "[" + line("a") + ",", "[{]", "[] []", "[1]", "[[]]")) {
            assertRefused(422, body(ARRAY, broken));
        }
    }

    @Test
    void damagedBytesAreRefusedAndNotHalfRead() throws Exception {
        byte[] zipped = gzipMember(lines(1, 3000));
        assertRefused(422, api.call("importDeployments").stream(NDJSON, Arrays.copyOf(zipped, zipped.length / 2)))
                .hasMessageContaining("gzip");
        assertRefused(400, api.call("importDeployments").stream(NDJSON, Arrays.copyOf(zipped, 3)));
        byte[] latin = line("é").getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(422, api.call("importDeployments").stream(NDJSON, latin)).hasMessageContaining("line 1");
        assertRefused(422, body(NDJSON, "{\"a\":".repeat(1000))).hasMessageContaining("line 1: is nested too deeply");
        assertRefused(422, body(ARRAY, "[".repeat(1000))).hasMessageContaining("line 1: is nested too deeply");
        assertRefused(422, body(NDJSON, "x".repeat((1 << 20) + 1))).hasMessageContaining("longer than");
        assertRefused(422, body(NDJSON, line("a") + line("b"))).hasMessageContaining("nothing behind it");
    }

    @Test
    void csvColumnsBecomeFields() throws Exception {
        String csv = """
                when,service,version,environment,who,labels.team,pullRequestNumber,ignored
                2025-01-01 10:00:00Z,"shop, the ""old"" one",1.8.9,production,ada,blue,17,x

                2025-01-02T10:00:00Z,"two
                lines",1.8.10,staging,,,,
                2025-01-03T10:00:00Z,cart,1.8.11,staging,bob,,,
                """;
        var call = body(CSV, csv)
                .query("map", "when=startedAt,finishedAt; service=serviceName;who=deployedBy")
                .query("set", "status=Succeeded;labels.source=csv");

        assertThat(call.send().text()).isEqualTo(counts(3, 3, 0, 0));
        List<Deployment> all = api.store.changes(0, 10).stream()
                .map(stored -> stored.deployment())
                .toList();
        assertThat(all.get(0).serviceName()).isEqualTo("shop, the \"old\" one");
        assertThat(all.get(0).startedAt())
                .isEqualTo("2025-01-01T10:00:00Z")
                .isEqualTo(all.get(0).finishedAt());
        assertThat(all.get(0).labels()).isEqualTo(Map.of("team", "blue", "source", "csv"));
        assertThat(all.get(0).pullRequestNumber()).isEqualTo(17);
        assertThat(all.get(0).deployedBy()).isEqualTo("ada");
        assertThat(all.get(1).serviceName()).isEqualTo("two\nlines");
        assertThat(all.get(1).deployedBy()).isEqualTo("unknown");
        assertRefused(
                        422,
                        body(CSV, csv.replace("2025-01-03T", "someday "))
                                .query("map", "when=startedAt;service=serviceName")
                                .query("set", "status=Succeeded"))
                .hasMessageContaining("line 6: startedAt");
    }

    @Test
    void csvMappingsAreCheckedBeforeAnyRow() {
        String csv = "service,version,environment,startedAt\na,b,c,2025-01-01T00:00:00Z\n";
        assertRefused(400, body(CSV, csv)).hasMessageContaining("no column gives serviceName");
        assertRefused(400, body(CSV, csv).query("map", "service=serviceName"))
                .hasMessageContaining("no column gives status")
                .hasMessageContaining("set=status=VALUE");
        assertRefused(400, body(CSV, csv).query("map", "svc=serviceName"))
                .hasMessageContaining("no column 'svc'; it has service, version");
        assertRefused(400, body(CSV, csv).query("map", "service=name")).hasMessageContaining("'name' is no field");
        assertRefused(400, body(CSV, csv).query("set", "stage=x")).hasMessageContaining("'stage' is no field");
        assertRefused(400, body(CSV, csv).query("set", "status")).hasMessageContaining("equals sign");
        assertRefused(400, body(CSV, "")).hasMessageContaining("empty");
        assertRefused(400, body(CSV, "a,b,a\n")).hasMessageContaining("twice");
        assertRefused(400, body(NDJSON, "").query("map", "a=b")).hasMessageContaining("CSV");
        assertRefused(
                        422,
                        body(CSV, csv + "a,b\n")
                                .query("map", "service=serviceName")
                                .query("set", "status=Failed"))
                .hasMessageContaining("line 3: has 2 cells");
    }
}
