package dev.evenkeel.server.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadPoolTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        file = folder.resolve("registry.db");
        SqliteFile.prepare(file, new SqliteFile.Schema("registry.store", "db/migration/sqlite", 1165388652, 2));
    }

    /** Native code would hold the carrier of a virtual one, and there are few of those. */
    @Test
    void readsOnPlatformThreadsForCallersOnVirtualOnes() throws Exception {
        try (ReadPool pool = new ReadPool("test", file, 2);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            boolean virtual = callers.submit(
                            () -> pool.read(_ -> Thread.currentThread().isVirtual()))
                    .get();
            assertThat(virtual).isFalse();
        }
    }

    @Test
    void aFailureReachesItsCallerAndNoOther() throws Exception {
        try (ReadPool pool = new ReadPool("test", file, 1)) {
            assertThatThrownBy(() -> pool.read(session -> session.prepare("SELECT nonsense")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> pool.read(_ -> {
                        throw new IllegalStateException("mine");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("mine");
            assertThat(pool.<Integer>read(_ -> 1)).isEqualTo(1);
        }
    }

    @Test
    void isClosedForGood() throws Exception {
        ReadPool pool = new ReadPool("test", file, 1);
        assertThat(pool.<Integer>read(_ -> 1)).isEqualTo(1);
        pool.close();
        assertThatThrownBy(() -> pool.read(_ -> 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is closed");
    }
}
