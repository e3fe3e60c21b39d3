package dev.evenkeel.core.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller's own conditions, evaluated against what is stored (RFC 9111 §4.3.2, RFC 9110 §13.2.2). */
public final class Preconditions {
    private Preconditions() {}

    /**
     * Whether a GET or HEAD that is answered from the cache gets a 304. {@code If-Modified-Since} counts only without
     * {@code If-None-Match}; a date that can't be read, or more than one, counts as absent.
     */
    public static boolean notModified(StoredResponse stored, Fields request, long nowEpochSeconds) {
        if (stored.status() != 200) {
            return false;
        }
        if (request.contains("If-None-Match")) {
            String etag = stored.etag();
            for (String line : request.all("If-None-Match")) {
                if (etag == null ? line.strip().equals("*") : EntityTags.listed(line, etag)) {
                    return true;
                }
            }
            return false;
        }
        List<String> dates = request.all("If-Modified-Since");
        long since = dates.size() == 1 ? date(dates.getFirst(), nowEpochSeconds) : HttpDate.INVALID;
        if (since == HttpDate.INVALID) {
            return false;
        }
        long changed = date(stored.lastModified(), nowEpochSeconds);
        if (changed == HttpDate.INVALID) {
            changed = date(stored.fields().first("Date"), nowEpochSeconds);
        }
        return changed != HttpDate.INVALID && changed <= since;
    }

    private static long date(@Nullable String text, long nowEpochSeconds) {
        return text == null ? HttpDate.INVALID : HttpDate.parse(text.strip(), nowEpochSeconds);
    }
}
