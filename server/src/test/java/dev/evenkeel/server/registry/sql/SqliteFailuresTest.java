package dev.evenkeel.server.registry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.StoreFullException;
import dev.evenkeel.server.platform.sql.SqliteFile;
import dev.evenkeel.testkit.Deployments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to SQLite: full disks, files of others, two processes. */
class SqliteFailuresTest {
    private static final Author ADA = new Author("ada", Instant.parse("2025-03-01T12:00:00Z"), null);

    @TempDir
    private Path folder;

    private static Deployment deployment(String id) {
        return Deployment.of(id, "shop", "1", "production").build();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection sqlite(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Test
    void aFullDiskIsReportedAndLeavesTheStoreIntactAndUsable() throws Exception {
        Path file = folder.resolve("full.db");
        SqliteFile.prepare(file, SqlDeploymentStore.SCHEMA);
        Connection connection = SqliteFile.connectToWrite(file);
        Deployments deployments = Deployments.seeded(1);
        try (SqlDeploymentStore store = SqlDeploymentStore.open(file, connection)) {
            store.upsert(deployments.take(100), ADA);
            execute(connection, "PRAGMA max_page_count = 60");
            long acknowledged = 100;
            List<Deployment> refused = new ArrayList<>();
            for (int i = 0; i < 20 && refused.isEmpty(); i++) {
                List<Deployment> batch = deployments.take(100);
                try {
                    store.upsert(batch, ADA);
                    acknowledged += 100;
                } catch (StoreFullException e) {
                    assertThat(e).hasMessageContaining("full.db").hasMessageContaining("free some space");
                    refused = batch;
                }
            }

            assertThat(refused).as("the disk got full").isNotEmpty();
            assertThat(store.count()).isEqualTo(acknowledged);
            assertThat(store.changes(0, 10_000)).hasSize((int) acknowledged);
            assertThat(store.find(refused.getFirst().id())).isEmpty();

            execute(connection, "PRAGMA max_page_count = 100000");
            assertThat(store.upsert(refused, ADA).created()).isEqualTo(100);
            assertThat(store.count()).isEqualTo(acknowledged + 100);
        }
        try (Connection check = sqlite(file);
                ResultSet result = check.createStatement().executeQuery("PRAGMA integrity_check")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getString(1)).isEqualTo("ok");
        }
    }

    @Test
    void nobodyWhoSharesATransactionThatFailsIsToldOfSuccess() throws Exception {
        Path file = folder.resolve("group.db");
        SqliteFile.prepare(file, SqlDeploymentStore.SCHEMA);
        Connection connection = SqliteFile.connectToWrite(file);
        try (SqlDeploymentStore store = SqlDeploymentStore.open(file, connection)) {
            execute(connection, "PRAGMA max_page_count = 40");
            List<Future<?>> writes = new ArrayList<>();
            int told = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 600; i++) {
                    Deployment deployment = deployment("d" + i)
                            .with()
                            .labels(Map.of("text", "x".repeat(500)))
                            .build();
                    writes.add(threads.submit(() -> store.create(deployment, ADA, null)));
                }
            }
            for (Future<?> write : writes) {
                try {
                    write.get();
                    told++;
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(StoreFullException.class);
                }
            }

            assertThat(told).isLessThan(600);
            assertThat(store.count()).isEqualTo(told);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Path file =
                Files.writeString(folder.resolve("notes.txt"), "not a database, ".repeat(100), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SqlDeploymentStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("notes.txt is not a SQLite file")
                .hasMessageContaining("registry.store");
        assertThat(file).content().startsWith("not a database");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
        Path file = folder.resolve("photos.db");
        try (Connection other = sqlite(file)) {
            execute(other, "CREATE TABLE photos (name TEXT)");
        }

        assertThatThrownBy(() -> SqlDeploymentStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another program");
        try (Connection other = sqlite(file)) {
            execute(other, "INSERT INTO photos VALUES ('still here')");
        }
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws Exception {
        Path file = folder.resolve("newer.db");
        SqlDeploymentStore.open(file).close();
        try (Connection newer = sqlite(file)) {
            execute(newer, "PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> SqlDeploymentStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer Evenkeel")
                .hasMessageContaining("99");
    }

    @Test
    void aDamagedFileIsNamedWithTheRemedy() throws Exception {
        Path file = folder.resolve("damaged.db");
        try (SqlDeploymentStore store = SqlDeploymentStore.open(file)) {
            store.upsert(Deployments.seeded(1).take(500), ADA);
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);

        assertThatThrownBy(() -> {
                    try (SqlDeploymentStore store = SqlDeploymentStore.open(file)) {
                        store.changes(0, 10);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged.db is damaged")
                .hasMessageContaining("backup");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> SqlDeploymentStore.open(file.resolve("below").resolve("registry.db")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file");
    }

    @Test
    void twoStoresOnOneFileSeeEachOthersWritesInOneOrder() throws Exception {
        Path file = folder.resolve("shared.db");
        try (SqlDeploymentStore one = SqlDeploymentStore.open(file);
                SqlDeploymentStore two = SqlDeploymentStore.open(file)) {
            assertThat(one.storeId()).isEqualTo(two.storeId());
            for (int i = 0; i < 20; i++) {
                (i % 2 == 0 ? one : two).create(deployment("d" + i), ADA, null);
            }

            assertThat(one.changes(0, 100)).isEqualTo(two.changes(0, 100)).hasSize(20);
            assertThat(one.lastPosition()).isEqualTo(20);
        }
    }

    @Test
    void aClosedStoreRefusesToWrite() throws IOException {
        SqlDeploymentStore store = SqlDeploymentStore.open(folder.resolve("closed.db"));
        store.close();

        assertThatThrownBy(() -> store.create(deployment("a"), ADA, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is closed");
    }
}
