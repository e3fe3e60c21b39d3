package dev.evenkeel.server.insights;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.core.deployment.DeploymentFeed.Change;
import dev.evenkeel.core.deployment.DeploymentFeed.UnknownCursorException;
import dev.evenkeel.core.deployment.DeploymentTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a change feed from its start into a table, then waits for more and adds it. */
final class FeedLoader implements TableLoader {
    private static final Logger log = LoggerFactory.getLogger(FeedLoader.class);
    private static final int PAGE = 10_000;
    /** A page this short is the end of what there is; an empty one may never come while others write. */
    private static final int LAST_PAGE = 100;
    /** Long enough to be rare, short enough that the age of a quiet registry's table stays small. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final DeploymentFeed feed;
    private final LongSupplier unreadable;
    private DeploymentTable table = new DeploymentTable();
    private @Nullable String cursor;
    private boolean complete;
    private boolean inTouch;

    /** @param unreadable how many records the feed could not understand so far */
    FeedLoader(DeploymentFeed feed, LongSupplier unreadable) {
        this.feed = feed;
        this.unreadable = unreadable;
    }

    @Override
    public @Nullable Loaded advance() throws IOException, InterruptedException {
        List<Change> changes;
        Duration wait = inTouch ? WAIT : Duration.ZERO;
        // Until this call has succeeded: after a failure the next one is to answer at once, not when there is news.
        inTouch = false;
        try {
            changes = feed.changes(cursor, PAGE, wait);
        } catch (UnknownCursorException e) {
            log.warn("{} is not the store that was followed before, reading it from the start", feed.source());
            startOver();
            return null;
        }
        if (!changes.isEmpty()) {
            List<Deployment> batch = changes.stream().map(Change::deployment).toList();
            table.apply(batch);
            cursor = changes.getLast().cursor();
        }
        complete = complete || changes.size() <= LAST_PAGE;
        inTouch = complete;
        return complete ? new Loaded(table, unreadable.getAsLong()) : null;
    }

    private void startOver() {
        table = new DeploymentTable();
        cursor = null;
        complete = false;
    }
}
