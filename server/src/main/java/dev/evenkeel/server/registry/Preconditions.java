package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags and the conditions on them (RFC 9110, section 13). */
final class Preconditions {
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\"|[^\",\\s]+)");

    private Preconditions() {}

    static String etag(long revision) {
        return "\"" + revision + "\"";
    }

    /** Whether a record is one that {@code If-Match} names; any is, without the header. A tag may lack its quotes. */
    static Predicate<Stored> ifMatch(Request request) {
        return request.header("If-Match")
                .<Predicate<Stored>>map(header -> stored -> names(header, etag(stored.revision()), false))
                .orElse(stored -> true);
    }

    /** Whether the caller has what the tag names already. */
    static boolean hasAlready(Request request, String etag) {
        return request.header("If-None-Match")
                .filter(header -> names(header, etag, true))
                .isPresent();
    }

    static ProblemException failed(long revision) {
        String etag = etag(revision);
        return new ProblemException(
                412,
                "Changed meanwhile",
                "If-Match: the deployment is at " + etag + " now; read it again and repeat the change.",
                List.of(new Violation("/If-Match", "must be " + etag + " by now")),
                Map.of("ETag", etag),
                Map.of());
    }

    private static boolean names(String header, String etag, boolean weakToo) {
        if (header.strip().equals("*")) {
            return true;
        }
        String opaque = etag.startsWith("W/") ? etag.substring(2) : etag;
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            String tag = tags.group(2).startsWith("\"") ? tags.group(2) : '"' + tags.group(2) + '"';
            if ((weakToo || tags.group(1) == null) && tag.equals(opaque)) {
                return true;
            }
        }
        return false;
    }
}
