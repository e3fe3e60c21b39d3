package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentRules;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.DeploymentStore.Answer;
import dev.evenkeel.core.deployment.DeploymentStore.AuditEntry;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.BatchResult;
import dev.evenkeel.core.deployment.DeploymentStore.Outline;
import dev.evenkeel.core.deployment.DeploymentStore.Place;
import dev.evenkeel.core.deployment.DeploymentStore.StoreFullException;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Ids;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Records who deployed what, where, when, and how it ended.
 *
 * <p>A write that returns is on disk. Readers of the feed that wait are woken by writes in this process, and look by
 * themselves every second for those of another process on the same store.
 */
public final class Registry implements DeploymentFeed, AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final DeploymentStore store;
    private final InstantSource clock;
    private final Ids ids;
    private final String source;
    private final Idempotency idempotency;
    private final Signal written = new Signal();
    private volatile @Nullable StoreFullException full;

    /**
     * @param store closed by whoever opened it
     * @param source how the feed is named to people
     */
    public Registry(DeploymentStore store, InstantSource clock, Ids ids, String source) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.source = source;
        idempotency = new Idempotency(store, clock);
    }

    /** Adds a record, if the rules allow it. */
    public Reply record(Deployment asked, Author author, @Nullable RequestKey key) throws IOException {
        Deployment deployment = Refusals.byRules(() -> DeploymentRules.created(asked, author.at()));
        return idempotency.once(key, answer -> write(() -> store.create(deployment, author, answer)));
    }

    /**
     * Changes a record.
     *
     * @param expected whether the revision is one that the caller wants to change
     * @param change from the record as it is to what is asked for; the rules decide about that
     */
    public Reply change(
            String id,
            Predicate<Stored> expected,
            Function<Deployment, Deployment> change,
            Author author,
            @Nullable RequestKey key)
            throws IOException {
        return idempotency.once(key, answer -> update(id, expected, change, author, answer));
    }

    private Stored update(
            String id,
            Predicate<Stored> expected,
            Function<Deployment, Deployment> change,
            Author author,
            @Nullable Function<Stored, Answer> answer)
            throws IOException {
        Optional<Stored> after = write(() -> store.update(
                id,
                author,
                before -> {
                    if (!expected.test(before)) {
                        throw Preconditions.failed(before.revision());
                    }
                    return Refusals.byRules(() -> DeploymentRules.changed(
                            before.deployment(), change.apply(before.deployment()), author.at()));
                },
                answer));
        return after.orElseThrow(() -> Refusals.unknown(id));
    }

    /** Writes a batch of an import; see {@link DeploymentStore#upsert}. */
    public BatchResult upsert(List<Deployment> batch, Author author) throws IOException {
        return batch.isEmpty() ? new BatchResult(0, 0, 0) : write(() -> store.upsert(batch, author));
    }

    public Stored get(String id) throws IOException {
        return store.find(id).orElseThrow(() -> Refusals.unknown(id));
    }

    /** See {@link DeploymentStore#list}. */
    public List<Stored> list(DeploymentFilter filter, @Nullable Place after, int limit) throws IOException {
        return store.list(filter, after, limit);
    }

    /** What happened to a record, oldest first. */
    public List<AuditEntry> history(String id) throws IOException {
        List<AuditEntry> history = store.history(id);
        if (history.isEmpty()) {
            throw Refusals.unknown(id);
        }
        return history;
    }

    /** Changes whenever a record does: the cursor of the newest change. */
    public String lastCursor() throws IOException {
        return FeedCursor.format(store.storeId(), store.lastPosition());
    }

    @Override
    public Changes changes(@Nullable String after, int limit, Duration wait) throws IOException, InterruptedException {
        List<Outline> found = follow(after, wait, position -> store.outlines(position, limit));
        return new Changes(
                found, found.isEmpty() ? after : cursor(found.getLast().position()));
    }

    /** As {@link #changes}, but whole records. */
    public List<Stored> changedRecords(@Nullable String after, int limit, Duration wait)
            throws IOException, InterruptedException {
        return follow(after, wait, position -> store.changes(position, limit));
    }

    /** What continues the feed behind this position. */
    public String cursor(long position) throws IOException {
        return FeedCursor.format(store.storeId(), position);
    }

    private <T> List<T> follow(@Nullable String after, Duration wait, FeedRead<T> read)
            throws IOException, InterruptedException {
        String storeId = store.storeId();
        long position = after == null ? 0 : FeedCursor.parse(storeId, after);
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = written.count();
            List<T> found = read.behind(position);
            if (found.isEmpty() && position > store.lastPosition()) {
                throw new UnknownCursorException("the registry has not come as far as the cursor " + after
                        + "; it may have gone back to a backup");
            }
            long left = deadline - System.nanoTime();
            if (!found.isEmpty() || left <= 0 || written.isOver()) {
                return found;
            }
            written.await(seen, Math.min(left, LOOK_AGAIN.toNanos()));
        }
    }

    @Override
    public String source() {
        return source;
    }

    public Ids ids() {
        return ids;
    }

    public InstantSource clock() {
        return clock;
    }

    /** Why the last write failed for want of room; null when it didn't. */
    @Nullable
    StoreFullException full() {
        return full;
    }

    /** Lets those go who wait for changes. */
    @Override
    public void close() {
        written.end();
    }

    private <T> T write(StoreWrite<T> write) throws IOException {
        try {
            T result = write.run();
            full = null;
            written.give();
            return result;
        } catch (StoreFullException e) {
            full = e;
            throw e;
        }
    }

    @FunctionalInterface
    private interface FeedRead<T> {
        List<T> behind(long position) throws IOException;
    }

    @FunctionalInterface
    private interface StoreWrite<T> {
        T run() throws IOException;
    }
}
