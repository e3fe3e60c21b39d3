package dev.evenkeel.server.platform.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    private Path folder;

    @Test
    void belongsToOneUntilItIsClosed() throws IOException {
        Path file = folder.resolve("a.lock");
        try (LockFile first = LockFile.take(file).orElseThrow()) {
            assertThat(first).isNotNull();
            assertThat(LockFile.take(file)).isEmpty();
        }
        try (LockFile next = LockFile.take(file).orElseThrow()) {
            assertThat(next).isNotNull();
        }
    }

    @Test
    void anotherProgramHasItUntilThatIsKilled() throws Exception {
        Path file = folder.resolve("b.lock");
        Path source = Files.writeString(folder.resolve("Holder.java"), """
                void main(String[] args) throws Exception {
                    var file = java.nio.file.Path.of(args[0]);
                    var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE);
                    IO.println(channel.tryLock() != null);
                    System.in.read();
                }
                """);
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(java, source.toString(), file.toString()).start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("true");
            assertThat(LockFile.take(file)).isEmpty();
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        try (LockFile ours = LockFile.take(file).orElseThrow()) {
            assertThat(ours).isNotNull();
        }
    }
}
