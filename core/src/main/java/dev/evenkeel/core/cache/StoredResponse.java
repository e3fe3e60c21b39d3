package dev.evenkeel.core.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the rules keep of a response; the body is the store's. Immutable, so that event loops share it.
 *
 * <p>{@link CachePolicy#store} decides whether there is one.
 */
public final class StoredResponse {
    /** Never stored (RFC 9111 §3.1), all in lower case. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Not taken from a 304, since they describe the body that is stored (RFC 9111 §3.2). */
    private static final Set<String> OF_THE_BODY =
            Set.of("content-length", "content-encoding", "content-type", "content-range");

    private final int status;
    private final FieldList fields;
    private final CacheControl cacheControl;
    private final Vary vary;
    private final String variant;
    private final long responseMillis;
    private final long initialAgeMillis;
    private final @Nullable String etag;
    private final @Nullable String lastModified;

    /** The last answer of {@link #lifetime}; event loops may race, and set equal ones. */
    private @Nullable Judged judged;

    private StoredResponse(
            int status, FieldList fields, Vary vary, String variant, long requestMillis, long responseMillis) {
        this.status = status;
        this.fields = fields;
        this.cacheControl = CacheControl.of(fields);
        this.vary = vary;
        this.variant = variant;
        this.responseMillis = responseMillis;
        this.initialAgeMillis = Freshness.initialAgeMillis(fields, requestMillis, responseMillis);
        this.etag = fields.first("ETag");
        this.lastModified = fields.first("Last-Modified");
    }

    /**
     * Takes over a response.
     *
     * @param response all fields, name and value, in order; those that mustn't be stored are left out
     * @param requestMillis when the request was sent, in milliseconds since 1970
     * @param responseMillis when the head of the response arrived
     */
    static StoredResponse of(
            int status, FieldSource response, Fields request, long requestMillis, long responseMillis) {
        Vary vary = Vary.of(response);
        return new StoredResponse(
                status, storable(response, responseMillis), vary, vary.key(request), requestMillis, responseMillis);
    }

    public int status() {
        return status;
    }

    /** The fields to answer with, {@code Age} replaced by the current one. */
    public FieldList fields() {
        return fields;
    }

    public CacheControl cacheControl() {
        return cacheControl;
    }

    public Vary vary() {
        return vary;
    }

    /** {@link Vary#key} of the request that it answered: tells the variants stored for one URL apart. */
    public String variant() {
        return variant;
    }

    public @Nullable String etag() {
        return etag;
    }

    public @Nullable String lastModified() {
        return lastModified;
    }

    /** When it arrived, in milliseconds since 1970. */
    public long responseMillis() {
        return responseMillis;
    }

    /** Whether it answers a request with these fields. */
    public boolean selectedBy(Fields request) {
        return !vary.any() && variant.equals(vary.key(request));
    }

    /** How old it is (RFC 9111 §4.2.3), in milliseconds. */
    public long ageMillis(long nowMillis) {
        return initialAgeMillis + Math.max(0, nowMillis - responseMillis);
    }

    /** Computed once for each version of a route's overrides, since it may mean to parse dates. */
    Lifetime lifetime(Overrides overrides) {
        Judged known = judged;
        if (known == null || !known.overrides().equals(overrides)) {
            known = new Judged(overrides, Lifetime.of(status, fields, cacheControl, responseMillis, overrides));
            judged = known;
        }
        return known.lifetime();
    }

    /** What makes a request to the upstream a validation of this response. */
    public Conditions conditions() {
        return etag == null && lastModified == null ? Conditions.NONE : new Conditions(etag, lastModified);
    }

    /**
     * This response, updated by a 304 (RFC 9111 §4.3.4): its fields replace the stored ones of the same names.
     *
     * @return null when the 304 is about another response, by its validators, or selects by other request fields
     *     than this one; then the upstream must be asked again without conditions
     */
    public @Nullable StoredResponse refreshed(FieldSource notModified, long requestMillis, long nowMillis) {
        String newTag = notModified.first("ETag");
        if (newTag != null && etag != null && !EntityTags.weakMatch(newTag, etag)) {
            return null;
        }
        if (notModified.contains("Vary") && !Vary.of(notModified).equals(vary)) {
            return null;
        }
        Set<String> replaced = new HashSet<>(CacheControl.of(notModified).unstoredFields());
        List<String> merged = new ArrayList<>();
        storable(notModified, nowMillis).forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_BODY.contains(key)) {
                replaced.add(key);
                merged.add(name);
                merged.add(value);
            }
        });
        // The age of the old answer would make the new one old.
        replaced.add("age");
        List<String> lines = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (!replaced.contains(name.toLowerCase(Locale.ROOT))) {
                lines.add(name);
                lines.add(value);
            }
        });
        lines.addAll(merged);
        return new StoredResponse(
                status, FieldList.of(lines.toArray(String[]::new)), vary, variant, requestMillis, nowMillis);
    }

    /** A missing {@code Date} is added (RFC 9110 §6.6.1). */
    private static FieldList storable(FieldSource response, long responseMillis) {
        Set<String> omitted = new HashSet<>(CacheControl.of(response).unstoredFields());
        for (String line : response.all("Connection")) {
            for (String name : line.split(",")) {
                omitted.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        List<String> lines = new ArrayList<>();
        response.forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(key) && !omitted.contains(key)) {
                lines.add(name);
                lines.add(value);
            }
        });
        if (!response.contains("Date")) {
            lines.add("Date");
            lines.add(HttpDate.format(Math.floorDiv(responseMillis, 1000L)));
        }
        return FieldList.of(lines.toArray(String[]::new));
    }

    private record Judged(Overrides overrides, Lifetime lifetime) {}

    /** Fields that can be listed, too. */
    public interface FieldSource extends Fields {
        /** Hands out each line's name and value, in order. */
        void forEach(BiConsumer<? super String, ? super String> line);
    }
}
