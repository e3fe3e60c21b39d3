package dev.evenkeel.server.insights;

import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.core.deployment.DeploymentFeed.Changes;
import dev.evenkeel.core.deployment.DeploymentFeed.UnknownCursorException;
import dev.evenkeel.core.deployment.DeploymentTable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    private @Nullable FutureTask<Changes> ahead;

    /** @param unreadable how many records the feed could not understand so far */
    FeedLoader(DeploymentFeed feed, LongSupplier unreadable) {
        this.feed = feed;
        this.unreadable = unreadable;
    }

    @Override
    public @Nullable Loaded advance() throws IOException, InterruptedException {
        Changes changes;
        try {
            changes = ahead == null ? feed.changes(cursor, PAGE, inTouch ? WAIT : Duration.ZERO) : arrived(ahead);
        } catch (UnknownCursorException e) {
            log.warn("{} is not the store that was followed before, reading it from the start", feed.source());
            startOver();
            return null;
        } finally {
            // After a failure the next call is to answer at once, not when there is news.
            inTouch = false;
            ahead = null;
        }
        int size = changes.records().size();
        String last = changes.cursor();
        complete = complete || size <= LAST_PAGE;
        if (size > 0) {
            FutureTask<Changes> next = complete ? null : readAhead(last);
            table.apply(changes.records());
            // Only now: what could not be applied is read again, not passed over.
            cursor = last;
            ahead = next;
        }
        // Behind a full page there is more: the table is whole, but not up to date yet.
        inTouch = complete && size < PAGE;
        return inTouch ? new Loaded(table, unreadable.getAsLong()) : null;
    }

    /** Reads the next page while this one goes into the table: what the start of the program waits for. */
    private FutureTask<Changes> readAhead(@Nullable String after) {
        var page = new FutureTask<>(() -> feed.changes(after, PAGE, Duration.ZERO));
        Thread.ofVirtual().name("insights-read-ahead").start(page);
        return page;
    }

    private static Changes arrived(FutureTask<Changes> page) throws IOException, InterruptedException {
        try {
            return page.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private void startOver() {
        table = new DeploymentTable();
        cursor = null;
        complete = false;
    }
}
