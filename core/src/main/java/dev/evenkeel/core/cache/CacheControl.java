package dev.evenkeel.core.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * The directives of {@code Cache-Control} in a request or a response (RFC 9111 §5.2, RFC 5861). Immutable.
 *
 * <p>Lenient in the safe direction, as RFC 9111 §4.2.1 asks: a freshness that is no number, or is given twice with
 * different values, counts as 0, so that the response is stale. Numbers beyond 2³¹ seconds count as 2³¹ (§1.2.2).
 * Unknown directives are ignored. Numbers may be quoted.
 */
public final class CacheControl {
    /** A number of seconds that isn't given. */
    public static final long ABSENT = -1;

    /** What {@code max-stale} without a number, "however stale", and overflowing numbers become. */
    public static final long FOREVER = 1L << 31;

    public static final CacheControl EMPTY = new CacheControl(List.of());

    private final boolean empty;
    private boolean noStore;
    private boolean noCache;
    private boolean isPrivate;
    private boolean isPublic;
    private boolean mustRevalidate;
    private boolean proxyRevalidate;
    private boolean mustUnderstand;
    private boolean onlyIfCached;
    private long maxAge = ABSENT;
    private long sharedMaxAge = ABSENT;
    private long maxStale = ABSENT;
    private long minFresh = ABSENT;
    private long staleWhileRevalidate = ABSENT;
    private long staleIfError = ABSENT;
    private List<String> unstoredFields = List.of();

    private CacheControl(List<String> lines) {
        this.empty = lines.isEmpty();
        for (String line : lines) {
            DirectiveReader.read(line, this::set);
        }
    }

    /** The directives of all {@code Cache-Control} lines together; {@link #EMPTY} when there are none. */
    public static CacheControl of(Fields fields) {
        return fields.contains("Cache-Control") ? new CacheControl(fields.all("Cache-Control")) : EMPTY;
    }

    /**
     * As {@link #of}, with {@code Pragma: no-cache} as {@code no-cache} where there is no {@code Cache-Control} (RFC
     * 9111 §5.4, only in requests).
     */
    public static CacheControl ofRequest(Fields fields) {
        CacheControl given = of(fields);
        if (given.empty && fields.contains("Pragma")) {
            for (String pragma : fields.all("Pragma")) {
                if (pragma.toLowerCase(Locale.ROOT).contains("no-cache")) {
                    return new CacheControl(List.of("no-cache"));
                }
            }
        }
        return given;
    }

    private void set(String name, String value) {
        switch (name) {
            case "no-store" -> noStore = true;
            case "no-cache" -> noCache |= !addUnstored(value);
            case "private" -> {
                // With field names it would restrict only those; taken as without, which is allowed and safer.
                isPrivate = true;
            }
            case "public" -> isPublic = true;
            case "must-revalidate" -> mustRevalidate = true;
            case "proxy-revalidate" -> proxyRevalidate = true;
            case "must-understand" -> mustUnderstand = true;
            case "only-if-cached" -> onlyIfCached = true;
            case "max-age" -> maxAge = seconds(maxAge, value);
            case "s-maxage" -> sharedMaxAge = seconds(sharedMaxAge, value);
            case "max-stale" -> maxStale = value.isEmpty() ? FOREVER : seconds(maxStale, value);
            case "min-fresh" -> minFresh = seconds(minFresh, value);
            case "stale-while-revalidate" -> staleWhileRevalidate = seconds(staleWhileRevalidate, value);
            case "stale-if-error" -> staleIfError = seconds(staleIfError, value);
            default -> {}
        }
    }

    /** {@code no-cache="a, b"} lets the response be reused without those fields, so they are left out. */
    private boolean addUnstored(String value) {
        if (value.isBlank()) {
            return false;
        }
        List<String> names = new ArrayList<>(unstoredFields);
        for (String name : value.split(",")) {
            if (!name.isBlank()) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        unstoredFields = List.copyOf(names);
        return true;
    }

    private static long seconds(long before, String value) {
        long seconds = DeltaSeconds.parse(value);
        if (seconds < 0) {
            return 0;
        }
        return before == ABSENT || before == seconds ? seconds : 0;
    }

    public boolean noStore() {
        return noStore;
    }

    /** Whether a response mustn't be reused, or a request not be answered, without validation. */
    public boolean noCache() {
        return noCache;
    }

    public boolean isPrivate() {
        return isPrivate;
    }

    public boolean isPublic() {
        return isPublic;
    }

    public boolean mustRevalidate() {
        return mustRevalidate;
    }

    public boolean proxyRevalidate() {
        return proxyRevalidate;
    }

    public boolean mustUnderstand() {
        return mustUnderstand;
    }

    public boolean onlyIfCached() {
        return onlyIfCached;
    }

    /** Seconds, or {@link #ABSENT}; so are the others. */
    public long maxAge() {
        return maxAge;
    }

    public long sharedMaxAge() {
        return sharedMaxAge;
    }

    public long maxStale() {
        return maxStale;
    }

    public long minFresh() {
        return minFresh;
    }

    public long staleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    public long staleIfError() {
        return staleIfError;
    }

    /** Names, in lower case, of fields that mustn't be reused from the cache: the argument of {@code no-cache}. */
    public List<String> unstoredFields() {
        return unstoredFields;
    }

    /** Splits a line into directives; commas in quoted strings don't separate, unless the string has no end. */
    private static final class DirectiveReader {
        private DirectiveReader() {}

        static void read(String line, BiConsumer<String, String> directive) {
            int start = 0;
            boolean quoted = false;
            for (int i = 0; i <= line.length(); i++) {
                char c = i == line.length() ? ',' : line.charAt(i);
                if (quoted && c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                }
                if (i >= line.length() || (c == ',' && !quoted)) {
                    String text = line.substring(start, Math.min(i, line.length()));
                    // What follows a quote that is never closed must not be lost: it may be no-store.
                    for (String each : quoted ? text.split(",") : new String[] {text}) {
                        one(each.strip(), directive);
                    }
                    start = i + 1;
                }
            }
        }

        private static void one(String text, BiConsumer<String, String> directive) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            String value = equals < 0 ? "" : text.substring(equals + 1);
            if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            // A space before the equals sign makes the number unreadable, hence stale, and not the directive unknown.
            String bare = name.strip();
            directive.accept(bare.toLowerCase(Locale.ROOT), bare.equals(name) ? value : " " + value);
        }
    }
}
