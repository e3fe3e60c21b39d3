package dev.evenkeel.core.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long texts may be and how far times may reach, for every record however it arrives; the same limits as in
 * {@code openapi.yaml}.
 */
public final class FieldLimits {
    /** In Unicode code points, as are all the limits here. */
    public static final int NAME = 200;

    public static final int ID = 128;
    public static final int ENVIRONMENT = 100;
    public static final int ENTRIES = 64;
    public static final int ENTRY_NAME = 100;
    public static final int ENTRY_TEXT = 2000;

    public static final Instant EARLIEST = Instant.EPOCH;
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final List<Violation> violations = new ArrayList<>();

    private FieldLimits() {}

    /** What of a record is beyond the limits; empty when nothing is. The list is the caller's to add to. */
    public static List<Violation> check(Deployment deployment) {
        var limits = new FieldLimits();
        limits.name("/id", deployment.id(), ID);
        limits.optionalName("/externalId", deployment.externalId(), NAME);
        limits.name("/serviceName", deployment.serviceName(), NAME);
        limits.name("/version", deployment.version(), NAME);
        limits.name("/environment", deployment.environment(), ENVIRONMENT);
        limits.name("/deployedBy", deployment.deployedBy(), NAME);
        limits.time("/startedAt", deployment.startedAt());
        limits.time("/finishedAt", deployment.finishedAt());
        limits.time("/commitAt", deployment.commitAt());
        limits.optionalName("/commitSha", deployment.commitSha(), NAME);
        limits.optionalName("/approvedBy", deployment.approvedBy(), NAME);
        limits.optionalName("/rollbackOf", deployment.rollbackOf(), ID);
        limits.optionalName("/artifactDigest", deployment.artifactDigest(), NAME);
        Integer pullRequest = deployment.pullRequestNumber();
        if (pullRequest != null && pullRequest < 1) {
            limits.add("/pullRequestNumber", "must be 1 or more");
        }
        limits.entries("/links", deployment.links());
        limits.entries("/labels", deployment.labels());
        return limits.violations;
    }

    private void add(String pointer, String message) {
        violations.add(new Violation(pointer, message));
    }

    private void optionalName(String pointer, @Nullable String text, int longest) {
        if (text != null) {
            name(pointer, text, longest);
        }
    }

    private void name(String pointer, String text, int longest) {
        if (text.isBlank()) {
            add(pointer, "must not be blank");
        }
        text(pointer, text, longest);
    }

    private void text(String pointer, String text, int longest) {
        if (text.length() > longest && text.codePointCount(0, text.length()) > longest) {
            add(pointer, "must have at most " + longest + " characters");
        }
        if (!storable(text)) {
            add(pointer, "must not contain U+0000 or half of a surrogate pair");
        }
    }

    /** No store keeps these as they are: they have no UTF-8 form, or end the text early. */
    private static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private void time(String pointer, @Nullable Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
            add(pointer, "must be in the years 1970 to 9999");
        }
    }

    private void entries(String pointer, Map<String, String> entries) {
        if (entries.isEmpty()) {
            return;
        }
        if (entries.size() > ENTRIES) {
            add(pointer, "must have at most " + ENTRIES + " entries");
        }
        entries.forEach((name, text) -> {
            String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (name.isEmpty()) {
                add(place, "must have a name");
            }
            text(place, name, ENTRY_NAME);
            text(place, text, ENTRY_TEXT);
        });
    }
}
