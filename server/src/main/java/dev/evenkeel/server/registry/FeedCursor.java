package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentFeed.UnknownCursorException;
import dev.evenkeel.server.platform.http.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A position in the change feed as callers see it: it names the store too, so that another one notices. */
final class FeedCursor {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9]{1,64})-([0-9]{1,18})");

    private FeedCursor() {}

    static String format(String storeId, long position) {
        return storeId + '-' + position;
    }

    /**
     * @throws UnknownCursorException when it is a cursor of another store
     * @throws ProblemException when it is none at all
     */
    static long parse(String storeId, String cursor) throws UnknownCursorException {
        Matcher matcher = FORM.matcher(cursor);
        if (!matcher.matches()) {
            throw ProblemException.badRequest(
                    "/after", "must be the cursor of a line of this feed, or left out to start at the beginning");
        }
        if (!matcher.group(1).equals(storeId)) {
            throw new UnknownCursorException("the cursor " + cursor + " is of another registry's feed");
        }
        return Long.parseLong(matcher.group(2));
    }
}
