package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the page about the metrics against what the program shows. */
class MetricsReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    @TempDir
    private Path folder;

    @Test
    void everyMetricOfRegistryAndInsightsIsDocumented() throws Exception {
        ConfigSources sources = ConfigSources.ofSets(
                "roles=[registry, insights]",
                "server.port=0",
                "registry.store='sqlite:" + folder.resolve("registry.db") + "'");
        try (App app = App.start(EvenkeelConfig.load(sources), sources);
                HttpClient http = HttpClient.newHttpClient()) {
            http.send(get(app, "/health"), BodyHandlers.ofString());
            String shown =
                    http.send(get(app, "/metrics"), BodyHandlers.ofString()).body();
            List<String> names = Pattern.compile("^# TYPE (\\S+)", Pattern.MULTILINE)
                    .matcher(shown)
                    .results()
                    .map(line -> "`" + line.group(1) + "`")
                    .filter(name -> name.startsWith("`evenkeel_"))
                    .toList();

            assertThat(names).contains("`evenkeel_http_request_duration_seconds`", "`evenkeel_insights_stale`");
            assertThat(names)
                    .allSatisfy(name -> assertThat(Files.readString(PAGE)).contains(name));
        }
    }

    private static HttpRequest get(App app, String path) {
        return HttpRequest.newBuilder(app.address().resolve(path)).build();
    }
}
