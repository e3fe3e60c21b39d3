package dev.evenkeel.server.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.server.platform.contract.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    private Path path;
    private TokenFile tokens;

    @BeforeEach
    void open() {
        path = folder.resolve("new").resolve("tokens");
        tokens = open(path);
    }

    @Test
    void recognisesTheTokensItMade() throws Exception {
        String read = tokens.create("dashboard", Scope.READ);
        String write = tokens.create("pipeline", Scope.WRITE);

        assertThat(read).matches("ek_[A-Za-z0-9_-]{43}").isNotEqualTo(write);
        assertThat(tokens.authenticate(read).orElseThrow().name()).isEqualTo("dashboard");
        assertThat(tokens.authenticate(write).orElseThrow().scope()).isEqualTo(Scope.WRITE);
        assertThat(tokens.authenticate(read + "x")).isEmpty();
        assertThat(tokens.authenticate("")).isEmpty();
        assertThat(tokens.list()).extracting(Token::name).containsExactly("dashboard", "pipeline");
        assertThat(tokens.list()).extracting(Token::createdAt).containsOnly(NOW);
    }

    @Test
    void keepsNoTokenAndIsTheOwnersOnly() throws Exception {
        String token = tokens.create("a", Scope.ADMIN);

        assertThat(Files.readString(path)).contains("\"scope\":\"admin\"").doesNotContain(token, token.substring(3));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void noticesWhatAnotherProgramDoes() throws Exception {
        assertThat(tokens.list()).isEmpty();
        TokenFile other = open(path);

        String token = other.create("late", Scope.READ);
        assertThat(tokens.authenticate(token)).isPresent();
        assertThat(other.revoke("late")).isTrue();
        assertThat(tokens.authenticate(token)).isEmpty();
        Files.delete(path);
        assertThat(tokens.list()).isEmpty();
    }

    @Test
    void revokesByName() throws Exception {
        String kept = tokens.create("kept", Scope.READ);
        String revoked = tokens.create("revoked", Scope.READ);

        assertThat(tokens.revoke("revoked")).isTrue();
        assertThat(tokens.revoke("revoked")).isFalse();
        assertThat(tokens.authenticate(revoked)).isEmpty();
        assertThat(tokens.authenticate(kept)).isPresent();
    }

    @Test
    void refusesANameTwice() throws Exception {
        tokens.create("a", Scope.READ);

        assertThatThrownBy(() -> tokens.create("a", Scope.WRITE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("revoke it first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-a", "a\nb", "é"})
    void refusesOddNames(String name) {
        assertThatThrownBy(() -> tokens.create(name, Scope.READ)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void losesNoneThatAreMadeAtOnce() throws Exception {
        List<Callable<String>> work = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = "t" + i;
            work.add(() -> tokens.create(name, Scope.READ));
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var made : threads.invokeAll(work)) {
                assertThat(tokens.authenticate(made.get())).isPresent();
            }
        }
        assertThat(tokens.list()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{}",
                "{\"name\":\"a\",\"scope\":\"root\",\"sha256\":\"x\",\"createdAt\":\"2026-01-01T00:00:00Z\"}"
            })
    void namesTheLineThatIsWrong(String line) throws Exception {
        tokens.create("a", Scope.READ);
        Files.writeString(path, Files.readString(path) + line + "\n");

        assertThatThrownBy(() -> tokens.list())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path + ":2: not a token");
    }

    private static TokenFile open(Path path) {
        var random = new SecureRandom();
        Supplier<byte[]> bytes = () -> {
            byte[] fresh = new byte[32];
            random.nextBytes(fresh);
            return fresh;
        };
        return new TokenFile(path, InstantSource.fixed(NOW), bytes);
    }
}
