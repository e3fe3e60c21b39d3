package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final String DONE = "{\"received\":93281,\"created\":93000,\"updated\":280,\"unchanged\":1}";

    @TempDir
    Path folder;

    private final StubServer server = new StubServer();

    @AfterEach
    void close() {
        server.close();
    }

    private CliRun.Result run(String... args) {
        return new CliRun().against(server.address()).run(args);
    }

    private String file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void sendsTheFileAndSaysWhatBecameOfIt() throws IOException {
        server.on("POST /api/imports?format=govuk", 200, DONE);

        CliRun.Result result = run("import", "--format", "govuk", file("d.csv.gz", gzip("a,b\n1,2\n")));

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .matches("93,281 records: 93,000 new, 280 changed, 1 unchanged in \\d+\\.\\d s \\([\\d,]+/s\\)\n");
        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.body()).isEqualTo("a,b\n1,2\n");
            assertThat(asked.header("Content-type")).isEqualTo("text/csv");
        });
    }

    @Test
    void theKindIsToldByNameOrContent() throws IOException {
        server.on("POST /api/imports", 200, DONE);
        assertThat(kind("x.csv", "{}")).isEqualTo("text/csv");
        assertThat(kind("x.ndjson", "a,b")).isEqualTo("application/x-ndjson");
        assertThat(kind("x.JSONL.gz", "a,b")).isEqualTo("application/x-ndjson");
        assertThat(kind("x.json", "\n  [{}]")).isEqualTo("application/json");
        assertThat(kind("x.json", "{}\n{}")).isEqualTo("application/x-ndjson");
        assertThat(kind("x", "serviceName,version")).isEqualTo("text/csv");
        assertThat(kind("x", "")).isEqualTo("text/csv");

        new CliRun().against(server.address()).reading(gzip("{\"a\":1}\n")).run("import", "-");
        assertThat(server.asked().getLast().body()).isEqualTo("{\"a\":1}\n");
        assertThat(server.asked().getLast().header("Content-type")).isEqualTo("application/x-ndjson");
    }

    private String kind(String name, String content) throws IOException {
        assertThat(run("import", file(name, content)).err()).isEmpty();
        return server.asked().getLast().header("Content-type");
    }

    @Test
    void optionsBecomeParameters() throws IOException {
        server.on(
                "POST /api/imports?map=deployed_at%3DstartedAt%2CfinishedAt%3Bapp%3DserviceName"
                        + "&set=environment%3Dproduction%3Bstatus%3DSucceeded&fromLine=12",
                200, DONE);

        CliRun.Result result = run(
                "import",
                "--map",
                "deployed_at=startedAt,finishedAt",
                "--map",
                "app=serviceName",
                "--set",
                "environment=production",
                "--set",
                "status=Succeeded",
                "--from-line",
                "12",
                file("a.csv", "x\n"));

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void mistakesNameTheirLinesAndTheCommandToGoOn() throws IOException {
        String file = file("my file.csv", "x\n");
        server.on("POST /api/imports?set=environment%3Da+b".replace("+", "%20"), 422, """
                {"title":"Import stopped","status":422,"detail":"line 1507: status 'Done' is none","continueFromLine":1001,\
                "errors":[{"pointer":"/status","message":"'Done' is none","line":1507},\
                {"pointer":"","message":"not CSV","line":1600}]}""");

        CliRun.Result result = run("import", "--set", "environment=a b", "--token", "s3cret", file);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines())
                .containsExactly(
                        "evenkeel: line 1507: status 'Done' is none",
                        "  line 1600: not CSV",
                        "Correct that, then continue with: evenkeel import --set 'environment=a b' --from-line 1001 '"
                                + file + "'");
    }

    @Test
    void severalFilesAreNamed() throws IOException {
        server.on("POST /api/imports", 200, DONE);
        String a = file("a.csv", "x\n");
        String b = file("b.csv", "x\n");

        assertThat(run("import", a, b).outLines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(a + ": 93,281 records"),
                        line -> assertThat(line).startsWith(b + ": 93,281 records"));
        CliRun.Result many = run("import", "--from-line", "3", a, b);
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err()).contains("--from-line: name one file at a time");
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertThat(run("import", "/nowhere.csv").err()).isEqualTo("evenkeel: /nowhere.csv: no such file\n");
        assertThat(run("import", folder.toString()).err())
                .isEqualTo("evenkeel: " + folder + ": is a folder: name the files in it\n");
        assertThat(run("import", "/nowhere.csv").code()).isEqualTo(1);
        assertThat(run("import", file("cut.csv.gz", new byte[] {0x1f, (byte) 0x8b, 8}))
                        .code())
                .isEqualTo(1);
    }

    @Test
    void aBarIsDrawnOnTerminalsTenTimesASecondAtMost() throws IOException {
        var now = new AtomicLong();
        var err = new ByteArrayOutputStream();
        var io = new Io(
                new ByteArrayInputStream(new byte[0]),
                System.out,
                new java.io.PrintStream(err, true, StandardCharsets.UTF_8),
                java.util.Map.of(),
                true,
                true);
        byte[] lines = "a\n1\n2\n3\n".getBytes(StandardCharsets.UTF_8);
        try (var file = ImportFile.of(new ByteArrayInputStream(lines), "x.csv", OptionalLong.of(16))) {
            var progress = new Progress(io, file, now::get);
            file.onProgress(progress::update);
            file.content().readNBytes(2);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
            now.set(1_000_000_000L);
            file.content().readNBytes(6);
            progress.end();
        }

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[2K[============            ]  50 %  3 records sent, 3/s, 1s left\r\u001b[2K");
    }

    @Test
    void elsewhereALineComesNowAndThen() throws IOException {
        var now = new AtomicLong();
        var err = new ByteArrayOutputStream();
        var io = new Io(
                new ByteArrayInputStream(new byte[0]),
                System.out,
                new java.io.PrintStream(err, true, StandardCharsets.UTF_8),
                java.util.Map.of(),
                false,
                false);
        try (var file = ImportFile.of(
                new ByteArrayInputStream("a\n1\n2\n".getBytes(StandardCharsets.UTF_8)),
                "x.csv",
                OptionalLong.empty())) {
            var progress = new Progress(io, file, now::get);
            file.content().readAllBytes();
            now.set(4_900_000_000L);
            progress.update();
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
            now.set(5_000_000_000L);
            progress.update();
            progress.end();
        }

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("2 records sent, 0/s\n");
    }
}
