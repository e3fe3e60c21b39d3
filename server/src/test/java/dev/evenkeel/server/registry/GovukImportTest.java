package dev.evenkeel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.registry.RegistryFixture.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GovukImportTest {
    private static final Path YEAR = Path.of("..", "examples", "govuk", "deployments-2025.csv.gz");
    private static final String HEADER =
            "deployed_at,service,environment,version,previous_version,deployed_by,gitops_commit\n";

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

    private Answer send(byte[] bytes) throws Exception {
        return api.call("importDeployments").query("format", "govuk").stream("text/csv", bytes)
                .send();
    }

    private Answer send(String rows) throws Exception {
        return send((HEADER + rows).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void importsARealYearAndFindsItsRollbacks() throws Exception {
        byte[] file = Files.readAllBytes(YEAR);
        List<String> lines = new String(
                        new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .toList();

        assertThat(send(file).text()).isEqualTo("{\"received\":34390,\"created\":34390,\"updated\":0,\"unchanged\":0}");

        assertThat(rollbacks()).isEqualTo(rollbacksByHand(lines)).isPositive();
        assertThat(send(file).text()).isEqualTo("{\"received\":34390,\"created\":0,\"updated\":0,\"unchanged\":34390}");
    }

    private long rollbacks() throws IOException {
        return api.store.changes(0, 100_000).stream()
                .filter(stored -> stored.deployment().rollbackOf() != null)
                .count();
    }

    private static long rollbacksByHand(List<String> lines) {
        Map<String, Set<String>> seen = new HashMap<>();
        Map<String, String> live = new HashMap<>();
        long count = 0;
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            String series = cells[1] + "," + cells[2];
            boolean known = !seen.computeIfAbsent(series, s -> new HashSet<>()).add(cells[3]);
            count += known && !cells[3].equals(live.get(series)) ? 1 : 0;
            live.put(series, cells[3]);
        }
        return count;
    }

    @Test
    void readsWhatARowSays() throws Exception {
        send("""
                2025-01-01T10:00:00Z,router,production,v101,v100,govuk-ci,f95aae2af12c
                2025-01-01T11:00:00Z,router,production,release-cbcdc48083e9c2203e7d475478b1a6d94a39a5e1,v101,operator,f95aae2af12d
                2025-01-01T12:00:00Z,router,production,latest,,operator,
                """);

        List<Deployment> all = all();
        assertThat(all.get(0).startedAt())
                .isEqualTo("2025-01-01T10:00:00Z")
                .isEqualTo(all.get(0).finishedAt());
        assertThat(all.get(0).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(all.get(0).deployedBy()).isEqualTo("govuk-ci");
        assertThat(all.get(0).deploymentType()).isEqualTo(DeploymentType.TAG);
        assertThat(all.get(0).externalId()).isEqualTo("govuk:router:production:v101:2025-01-01T10:00:00Z");
        assertThat(all.get(0).labels()).isEqualTo(Map.of("gitopsCommit", "f95aae2af12c"));
        assertThat(all.get(1).commitSha()).isEqualTo("cbcdc48083e9c2203e7d475478b1a6d94a39a5e1");
        assertThat(all.get(1).deploymentType()).isEqualTo(DeploymentType.UNKNOWN);
        assertThat(all.get(2).labels()).isEmpty();
        assertThat(all).extracting(Deployment::rollbackOf).containsOnlyNulls();
    }

    @Test
    void aVersionThatIsBroughtBackUndoesTheOneThatIsLive() throws Exception {
        send("""
                2025-01-01T10:00:00Z,router,production,v1,,ci,a
                2025-01-01T10:00:00Z,router,staging,v2,,ci,a
                2025-01-01T11:00:00Z,router,production,v2,v1,ci,b
                2025-01-01T12:00:00Z,router,production,v2,v2,ci,c
                2025-01-01T13:00:00Z,router,production,v1,v2,ci,d
                2025-01-01T14:00:00Z,router,staging,v1,v2,ci,d
                """);

        List<Deployment> all = all();
        assertThat(all)
                .extracting(Deployment::rollbackOf)
                .containsExactly(null, null, null, null, all.get(3).id(), null);
    }

    @Test
    void aFileThatContinuesAnotherGivesTheSameAsOne() throws Exception {
        String first =
                "2025-01-01T10:00:00Z,router,production,v1,,ci,a\n2025-01-02T10:00:00Z,router,production,v2,,ci,b\n";
        String second =
                "2025-01-03T10:00:00Z,router,production,v1,,ci,c\n2025-01-04T10:00:00Z,router,production,v2,,ci,d\n";
        send(first);
        send(second);
        List<Deployment> parts = all();

        assertThat(parts)
                .extracting(Deployment::rollbackOf)
                .containsExactly(null, null, parts.get(1).id(), parts.get(2).id());
        assertThat(send(first + second).text()).contains("\"unchanged\":4");
        assertThat(send(second).text()).contains("\"unchanged\":2");
        assertThat(send(first).text()).contains("\"unchanged\":2");
    }

    @Test
    void aFileOutOfOrderIsRefusedWithItsLine() {
        assertThatThrownBy(() -> send("""
                2025-01-02T10:00:00Z,router,production,v1,,ci,a
                2025-01-01T10:00:00Z,router,production,v2,,ci,b
                """))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(422))
                .hasMessageContaining("line 3: is older");
    }

    @Test
    void aFileWithoutTheColumnsIsRefused() {
        assertThatThrownBy(() -> api.call("importDeployments").query("format", "govuk").stream(
                                "text/csv", "when,what\n1,2\n".getBytes(StandardCharsets.UTF_8))
                        .send())
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("deployed_at")
                .hasMessageContaining("when, what");
    }

    private List<Deployment> all() throws IOException {
        List<Deployment> all = new ArrayList<>();
        for (Stored stored : api.store.changes(0, 100)) {
            all.add(stored.deployment());
        }
        assertThat(api.store.list(DeploymentFilter.ALL, null, 100)).hasSameSizeAs(all);
        return all;
    }
}
