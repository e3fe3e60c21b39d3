package dev.evenkeel.core.deployment;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps deployments, their audit trail and their change feed.
 *
 * <p>What an adapter promises, checked by {@code DeploymentStoreContract} in the testkit:
 *
 * <ul>
 *   <li>Every write is all or nothing and durable when the method returns: it survives {@code kill -9} and power loss.
 *   <li>Every write gives the record the next position in the change feed; positions grow in commit order, so that a
 *       reader that saw position n never misses a smaller one.
 *   <li>Safe for use by many threads.
 * </ul>
 *
 * <p>All methods throw {@link StoreFullException} when there is no room to write, and {@link IOException} when the
 * store can't be reached or read.
 */
public interface DeploymentStore extends AutoCloseable {

    /**
     * Adds a record.
     *
     * @param answer makes, from the record as written, what is remembered in the same transaction for repeated
     *     requests, in place of an older answer with the same key; may run on a thread of the store
     * @throws DuplicateException when its id or externalId is taken
     */
    Stored create(Deployment deployment, Author author, @Nullable Function<Stored, Answer> answer) throws IOException;

    /**
     * Changes a record in one transaction: reads it, applies the function, writes the result and an audit row. When
     * the function returns an equal record, it is left alone (the answer is remembered all the same). What the
     * function throws is passed on and nothing is changed. It may run on a thread of the store.
     *
     * @return the record afterwards, or empty when there is none with this id
     */
    Optional<Stored> update(String id, Author author, ChangeFunction change, @Nullable Function<Stored, Answer> answer)
            throws IOException;

    /**
     * Writes a batch in one transaction: a new id is created, a known one replaced with an audit row, an equal one
     * left alone.
     *
     * @throws DuplicateException when an externalId belongs to a record with another id
     */
    BatchResult upsert(List<Deployment> batch, Author author) throws IOException;

    Optional<Stored> find(String id) throws IOException;

    /**
     * Newest {@code startedAt} first, then largest id.
     *
     * @param after continue behind this place, null to start with the newest
     * @param limit 1 to 10,000
     */
    List<Stored> list(DeploymentFilter filter, @Nullable Place after, int limit) throws IOException;

    /** The changes behind a position of the feed, in order; 0 starts at the beginning. */
    List<Stored> changes(long after, int limit) throws IOException;

    /** As {@link #changes}, but no more of each record than is counted. */
    List<Outline> outlines(long after, int limit) throws IOException;

    /** The position of the newest change, 0 when there is none. */
    long lastPosition() throws IOException;

    /** A name that this store keeps for life; cursors of one store mean nothing to another. */
    String storeId() throws IOException;

    /** What happened to a record, oldest first; empty when there is none with this id. */
    List<AuditEntry> history(String id) throws IOException;

    /** The first answer to a request with this idempotency key, unless it was forgotten. */
    Optional<Answer> answer(String key) throws IOException;

    /** Forgets the answers to requests from before this time. */
    void forgetAnswers(Instant before) throws IOException;

    /** How many records there are. */
    long count() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A record and what the store knows about it.
     *
     * @param revision 1 when created, one more with each change; the entity tag
     * @param position its place in the change feed: that of its newest change
     */
    record Stored(Deployment deployment, long revision, long position, Instant changedAt) {}

    /**
     * What is counted of a record.
     *
     * @param position its place in the change feed
     */
    record Outline(
            long position,
            String id,
            String serviceName,
            String version,
            String environment,
            Status status,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant commitAt,
            ChangeOrigin changeOrigin,
            @Nullable String rollbackOf)
            implements Delivery {}

    /** A place in the list: that of the last record seen. */
    record Place(Instant startedAt, String id) {}

    /**
     * Who makes a change.
     *
     * @param name of the token, or {@code anonymous}
     * @param at when the change was asked for
     * @param requestId ties the audit row to the log
     */
    record Author(String name, Instant at, @Nullable String requestId) {}

    /** One row of the audit trail; {@code before} is null for the creation. */
    record AuditEntry(
            long revision,
            Instant at,
            String by,
            @Nullable String requestId,
            @Nullable Deployment before,
            Deployment after) {}

    /**
     * The answer to a request with an idempotency key.
     *
     * @param fingerprint of the request: the same key with another one is a mistake of the caller
     * @param deploymentId the record that the request wrote
     * @param revision of that record after the request; the entity tag
     * @param body the answer's body, as sent the first time
     */
    record Answer(String key, String fingerprint, String deploymentId, long revision, String body, Instant at) {}

    /** How many records of a batch were new, changed, and the same as before. */
    record BatchResult(int created, int updated, int unchanged) {}

    /** What {@link #update} does to a record; may refuse by throwing. */
    @FunctionalInterface
    interface ChangeFunction {
        Deployment apply(Stored current);
    }

    /** The id or externalId is taken by another record. */
    final class DuplicateException extends IOException {
        private final String field;
        private final String value;

        public DuplicateException(String field, String value) {
            super("a deployment with " + field + " '" + value + "' exists already");
            this.field = field;
            this.value = value;
        }

        /** {@code id} or {@code externalId}. */
        public String field() {
            return field;
        }

        public String value() {
            return value;
        }
    }

    /** There is no room to write: the disk or the database is full. The store is intact. */
    final class StoreFullException extends IOException {
        public StoreFullException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
