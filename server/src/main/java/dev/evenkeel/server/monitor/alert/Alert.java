package dev.evenkeel.server.monitor.alert;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody has to know of, as Alertmanager has it: its labels are its identity.
 *
 * @param labels {@code alertname} among them
 * @param endsAt when it was over; null while it fires
 * @param generatorUrl where it comes from; may be empty
 */
public record Alert(
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        @Nullable Instant endsAt,
        String generatorUrl) {

    public Alert {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public boolean isFiring() {
        return endsAt == null;
    }

    String status() {
        return isFiring() ? "firing" : "resolved";
    }

    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    Alert endingAt(Instant at) {
        return new Alert(labels, annotations, startsAt, at, generatorUrl);
    }

    /** The same labels give the same one, 16 hexadecimal digits. */
    public String fingerprint() {
        var text = new StringBuilder();
        new TreeMap<>(labels)
                .forEach((name, value) ->
                        text.append(name).append('\u00ff').append(value).append('\u00ff'));
        return hash(text.toString());
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
