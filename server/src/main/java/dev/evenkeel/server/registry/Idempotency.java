package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.DeploymentStore.Answer;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.json.DeploymentJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes repeated requests safe: a key's first answer is kept for a day, in the transaction that it answers, and given
 * again.
 */
final class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);

    private final DeploymentStore store;
    private final InstantSource clock;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.MIN);

    Idempotency(DeploymentStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A write that remembers its answer when it is told how. */
    @FunctionalInterface
    interface Write {
        Stored run(@Nullable Function<Stored, Answer> answer) throws IOException;
    }

    /**
     * Writes, or gives the first answer again.
     *
     * @param key null when the caller doesn't want this
     */
    Reply once(@Nullable RequestKey key, Write write) throws IOException {
        if (key == null) {
            return reply(write.run(null));
        }
        if (!running.add(key.value())) {
            throw new ProblemException(
                    409,
                    "Still running",
                    "Idempotency-Key: the first request with this key is still running; try again in a moment.",
                    List.of(new Violation("/Idempotency-Key", "belongs to a request that is still running")),
                    Map.of("Retry-After", "1"),
                    Map.of());
        }
        try {
            clean();
            Optional<Answer> first = store.answer(key.value());
            if (first.isPresent() && first.get().at().isAfter(clock.instant().minus(KEPT))) {
                return again(key, first.get());
            }
            return reply(write.run(stored -> new Answer(
                    key.value(),
                    key.fingerprint(),
                    stored.deployment().id(),
                    stored.revision(),
                    DeploymentJson.text(stored.deployment()),
                    clock.instant())));
        } finally {
            running.remove(key.value());
        }
    }

    private static Reply again(RequestKey key, Answer first) {
        if (!first.fingerprint().equals(key.fingerprint())) {
            throw new ProblemException(
                    422,
                    "Key used before",
                    "Idempotency-Key: this key was sent with another request before; send a new key with each new"
                            + " request.",
                    List.of(new Violation("/Idempotency-Key", "was sent with another request before")),
                    Map.of(),
                    Map.of());
        }
        return new Reply(first.deploymentId(), first.revision(), first.body());
    }

    private static Reply reply(Stored stored) {
        return new Reply(stored.deployment().id(), stored.revision(), DeploymentJson.text(stored.deployment()));
    }

    private void clean() throws IOException {
        Instant now = clock.instant();
        Instant due = nextCleaning.get();
        if (!now.isBefore(due) && nextCleaning.compareAndSet(due, now.plus(BETWEEN_CLEANINGS))) {
            store.forgetAnswers(now.minus(KEPT));
        }
    }
}
