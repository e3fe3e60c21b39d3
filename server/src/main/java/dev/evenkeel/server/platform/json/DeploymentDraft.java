package dev.evenkeel.server.platform.json;

import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.deployment.Violation;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A deployment while its fields arrive as text, from JSON or CSV. Collects everything that can't be understood instead
 * of stopping at the first.
 */
public final class DeploymentDraft {
    /** The fields in the order of {@code openapi.yaml}, as shown to people who named another. */
    public static final List<String> FIELDS = List.of(
            "id",
            "externalId",
            "serviceName",
            "version",
            "environment",
            "deploymentType",
            "status",
            "deployedBy",
            "startedAt",
            "finishedAt",
            "commitSha",
            "pullRequestNumber",
            "commitAt",
            "changeOrigin",
            "approvedBy",
            "rollbackOf",
            "artifactDigest",
            "links",
            "labels");

    private static final String NO_TEXT = "must be a text";

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> links = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable Instant commitAt;
    private @Nullable Integer pullRequestNumber;
    private @Nullable Status status;
    private @Nullable DeploymentType deploymentType;
    private @Nullable ChangeOrigin changeOrigin;

    /**
     * What the fields that are left out become.
     *
     * @param id from the externalId, if any; for records that don't bring an id
     * @param status null when it must be given
     * @param startedAt null when it must be given
     */
    public record Defaults(
            Function<@Nullable String, @Nullable String> id,
            @Nullable Status status,
            @Nullable Instant startedAt,
            String deployedBy) {

        /** Nothing is guessed: id, status and startedAt must be there, as in the records of another registry. */
        public static final Defaults NONE = new Defaults(externalId -> null, null, null, "unknown");

        /** For records from files: an id is made when none is given, the rest must be there. */
        public static Defaults imported(Ids ids) {
            return new Defaults(
                    externalId -> externalId == null ? ids.next() : Ids.of(externalId), null, null, "unknown");
        }
    }

    /** A deployment, or what is wrong with it. */
    public record Read(@Nullable Deployment deployment, List<Violation> violations) {}

    /** Whether a field of this name may be set by {@link #text}, with {@code labels.NAME} and {@code links.NAME}. */
    public static boolean takes(String field) {
        return field.matches("(labels|links)\\..+")
                || (FIELDS.contains(field) && !field.equals("labels") && !field.equals("links"));
    }

    /** Sets a field from a table's cell, where numbers are text and an empty one means none. */
    public void cell(String field, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (field.startsWith("labels.")) {
            labels.put(field.substring(7), value);
        } else if (field.startsWith("links.")) {
            links.put(field.substring(6), value);
        } else if (field.equals("pullRequestNumber")) {
            number(field, value);
        } else {
            text(field, value);
        }
    }

    /** Sets a field that is text. */
    public void text(String field, String value) {
        switch (field) {
            case "startedAt" -> startedAt = time(field, value);
            case "finishedAt" -> finishedAt = time(field, value);
            case "commitAt" -> commitAt = time(field, value);
            case "status" -> status = label(field, value, Status.of(value), Status.values());
            case "deploymentType" ->
                deploymentType = label(field, value, DeploymentType.of(value), DeploymentType.values());
            case "changeOrigin" -> changeOrigin = label(field, value, ChangeOrigin.of(value), ChangeOrigin.values());
            case "pullRequestNumber" -> wrong(field, "must be a whole number");
            case "links", "labels" -> wrong(field, "must be an object of texts");
            default -> texts.put(field, value);
        }
    }

    /** Sets a field that is a number, given as it was written. */
    public void number(String field, String value) {
        if (!field.equals("pullRequestNumber")) {
            wrong(field, NO_TEXT);
            return;
        }
        try {
            pullRequestNumber = new BigInteger(value).intValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            wrong(field, "must be a whole number from 1 to 2147483647");
        }
    }

    /** Sets a field that is null: the same as leaving an optional one out. */
    public void nothing(String field) {
        switch (field) {
            case "serviceName", "version", "environment", "deployedBy", "status", "startedAt", "deploymentType" ->
                wrong(field, "must not be null");
            default -> {
                // Nothing to set.
            }
        }
    }

    /** Adds an entry to {@code links} or {@code labels}. */
    public void entry(String field, String name, String text) {
        (field.equals("links") ? links : labels).put(name, text);
    }

    /** Notes that something about a field, or a place in it, is wrong. */
    public void wrong(String place, String message) {
        violations.add(new Violation(place.isEmpty() ? "" : "/" + place, message));
    }

    public Read finish(Defaults defaults) {
        String externalId = texts.get("externalId");
        String id = texts.containsKey("id") ? texts.get("id") : defaults.id().apply(externalId);
        String service = texts.get("serviceName");
        String version = texts.get("version");
        String environment = texts.get("environment");
        Status state = status == null ? defaults.status() : status;
        Instant start = startedAt == null ? defaults.startedAt() : startedAt;
        need("id", id);
        need("serviceName", service);
        need("version", version);
        need("environment", environment);
        need("status", state);
        need("startedAt", start);
        if (!violations.isEmpty()
                || id == null
                || service == null
                || version == null
                || environment == null
                || state == null
                || start == null) {
            return new Read(null, List.copyOf(violations));
        }
        return new Read(
                new Deployment(
                        id,
                        externalId,
                        service,
                        version,
                        environment,
                        deploymentType == null ? DeploymentType.UNKNOWN : deploymentType,
                        state,
                        texts.getOrDefault("deployedBy", defaults.deployedBy()),
                        start,
                        finishedAt,
                        texts.get("commitSha"),
                        pullRequestNumber,
                        commitAt,
                        changeOrigin == null ? ChangeOrigin.UNKNOWN : changeOrigin,
                        texts.get("approvedBy"),
                        texts.get("rollbackOf"),
                        texts.get("artifactDigest"),
                        links,
                        labels),
                List.of());
    }

    /** Reports a field that is missing, unless it is there and was reported as wrong. */
    private void need(String field, @Nullable Object value) {
        String pointer = "/" + field;
        if (value == null && violations.stream().noneMatch(v -> v.pointer().equals(pointer))) {
            violations.add(new Violation(pointer, "is required"));
        }
    }

    private @Nullable Instant time(String field, String value) {
        try {
            return Times.parse(value);
        } catch (DateTimeException e) {
            wrong(field, "must be a time as in 2025-01-31T09:30:00Z, not '" + shortened(value) + "'");
            return null;
        }
    }

    private <E> @Nullable E label(String field, String value, Optional<E> found, E[] all) {
        if (found.isEmpty()) {
            wrong(field, "must be one of " + Arrays.toString(all) + ", not '" + shortened(value) + "'");
        }
        return found.orElse(null);
    }

    private static String shortened(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }
}
