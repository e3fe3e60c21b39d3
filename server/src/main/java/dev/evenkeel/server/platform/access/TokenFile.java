package dev.evenkeel.server.platform.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.contract.Scope;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API tokens: a file with one JSON object a line, readable by its owner only. It holds hashes, not tokens.
 *
 * <p>Written whole beside the old one and renamed over it, so that a reader sees either; read again when it has changed,
 * so that a token made or revoked counts at once, without a restart.
 */
public final class TokenFile {
    /** Begins every token, so that scanners for leaked secrets can tell one. */
    private static final String PREFIX = "ek_";

    private static final int TOKEN_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");

    private final Path path;
    private final Path folder;
    private final InstantSource clock;
    private final Supplier<byte[]> random;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Snapshot snapshot = new Snapshot(null, Map.of());

    /** What was in the file, by hash, and what the file was like then. */
    private record Snapshot(@Nullable Version version, Map<String, Token> byHash) {}

    /** Tells one state of a file from another: a rename brings another key. */
    private record Version(@Nullable Object key, long size, Instant modified) {}

    /** @param random 32 bytes each time that nobody can guess */
    public TokenFile(Path path, InstantSource clock, Supplier<byte[]> random) {
        this.path = path.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.path.getParent(), () -> path + " is a folder");
        this.clock = clock;
        this.random = random;
    }

    public Path path() {
        return path;
    }

    /**
     * Makes a token and keeps its hash.
     *
     * @return the token: the only time that it is seen
     * @throws IllegalArgumentException when the name is taken or has other characters than letters, digits and
     *     {@code . _ @ -}
     */
    public String create(String name, Scope scope) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a token's name has 1 to 100 letters, digits, '.', '_', '@' or '-' and"
                    + " begins with a letter or digit; '" + name + "' doesn't");
        }
        byte[] bytes = random.get();
        if (bytes.length != TOKEN_BYTES) {
            throw new IllegalStateException("a token needs " + TOKEN_BYTES + " random bytes, not " + bytes.length);
        }
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var kept = new Token(name, scope, sha256(token), clock.instant().truncatedTo(ChronoUnit.SECONDS));
        rewrite(tokens -> {
            if (tokens.stream().anyMatch(other -> other.name().equals(name))) {
                throw new IllegalArgumentException(
                        "there is a token called " + name + " already; revoke it first or" + " choose another name");
            }
            var more = new ArrayList<>(tokens);
            more.add(kept);
            return more;
        });
        return token;
    }

    /** In the order in which they were made; empty when there is no file. */
    public List<Token> list() throws IOException {
        return List.copyOf(current().values());
    }

    /** @return whether there was one with this name */
    public boolean revoke(String name) throws IOException {
        boolean[] found = {false};
        rewrite(tokens -> {
            var rest = new ArrayList<>(tokens);
            found[0] = rest.removeIf(token -> token.name().equals(name));
            return rest;
        });
        return found[0];
    }

    /** The token with this text, if it is one of ours. */
    public Optional<Token> authenticate(String bearer) throws IOException {
        // A look-up by hash: its time tells nothing about the tokens that exist.
        return Optional.ofNullable(current().get(sha256(bearer)));
    }

    private Map<String, Token> current() throws IOException {
        Version version = version();
        Snapshot known = snapshot;
        if (version == null) {
            return Map.of();
        }
        if (!version.equals(known.version())) {
            known = new Snapshot(version, read());
            snapshot = known;
        }
        return known.byHash();
    }

    private @Nullable Version version() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(
                    attributes.fileKey(),
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Map<String, Token> read() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        var tokens = new LinkedHashMap<String, Token>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Token token = parse(lines.get(i), i + 1);
                tokens.put(token.sha256(), token);
            }
        }
        return tokens;
    }

    private Token parse(String line, int number) throws IOException {
        try {
            JsonNode node = Json.parse(line.getBytes(StandardCharsets.UTF_8));
            return new Token(
                    node.required("name").asText(),
                    Scope.valueOf(node.required("scope").asText().toUpperCase(Locale.ROOT)),
                    node.required("sha256").asText(),
                    Instant.parse(node.required("createdAt").asText()));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(
                    path + ":" + number + ": not a token; each line is {\"name\", \"scope\", \"sha256\","
                            + " \"createdAt\"} as JSON. Make a new one with: evenkeel token create",
                    e);
        }
    }

    private void rewrite(UnaryOperator<List<Token>> change) throws IOException {
        writing.lock();
        try {
            rewriteLocked(change);
        } finally {
            writing.unlock();
        }
    }

    private void rewriteLocked(UnaryOperator<List<Token>> change) throws IOException {
        Files.createDirectories(folder);
        Path lockFile = folder.resolve(path.getFileName() + ".lock");
        // Two programs that make tokens at once must not lose one.
        try (FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (!held.isValid()) {
                throw new IOException("can't lock " + lockFile);
            }
            List<Token> tokens = change.apply(List.copyOf(read().values()));
            replace(tokens.stream().map(TokenFile::line).collect(Collectors.joining()));
        }
    }

    private void replace(String content) throws IOException {
        Path next = folder.resolve(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next);
        PosixFileAttributeView posix = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
        try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    /** Makes the rename itself durable; not every system can open a folder. */
    private void syncFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The file's content is safe either way; only the rename may come later.
            return;
        }
    }

    private static String line(Token token) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("name", token.name());
        fields.put("scope", token.scope().toString());
        fields.put("sha256", token.sha256());
        fields.put("createdAt", token.createdAt().toString());
        return new String(Json.bytes(fields), StandardCharsets.UTF_8) + '\n';
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
