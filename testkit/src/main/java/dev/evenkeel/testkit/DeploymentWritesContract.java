package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.DeploymentStore.Answer;
import dev.evenkeel.core.deployment.DeploymentStore.AuditEntry;
import dev.evenkeel.core.deployment.DeploymentStore.BatchResult;
import dev.evenkeel.core.deployment.DeploymentStore.DuplicateException;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.FieldLimits;
import dev.evenkeel.core.deployment.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How records are created, changed and kept, with their history and the answers to repeated requests. */
public abstract class DeploymentWritesContract extends DeploymentStoreContract {
    @Test
    void anEmptyStoreHasNothing() throws IOException {
        assertThat(store.count()).isZero();
        assertThat(store.lastPosition()).isZero();
        assertThat(store.find("a")).isEmpty();
        assertThat(store.history("a")).isEmpty();
        assertThat(store.answer("a")).isEmpty();
        assertThat(store.changes(0, 10)).isEmpty();
        assertThat(store.list(DeploymentFilter.ALL, null, 10)).isEmpty();
        assertThat(store.update("a", ADA, Stored::deployment, null)).isEmpty();
        assertThat(store.upsert(List.of(), ADA)).isEqualTo(new BatchResult(0, 0, 0));
    }

    @Test
    void createsARecordWithItsRevisionAndPosition() throws IOException {
        Deployment deployment = deployment("a").build();

        Stored stored = store.create(deployment, ADA, null);

        assertThat(stored).isEqualTo(new Stored(deployment, 1, 1, ADA.at()));
        assertThat(store.find("a")).contains(stored);
        assertThat(store.count()).isEqualTo(1);
        assertThat(store.lastPosition()).isEqualTo(stored.position());
    }

    @Test
    void keepsEveryFieldAsItCame() throws IOException {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < FieldLimits.ENTRIES; i++) {
            many.put("🚀/~\"'\\" + i, "x".repeat(FieldLimits.ENTRY_TEXT));
        }
        List<Deployment> extremes = List.of(
                new Deployment(
                        "ü".repeat(FieldLimits.ID),
                        "𝕏".repeat(FieldLimits.NAME),
                        "'; DROP TABLE deployments; --",
                        "1.0\t\n\r\u0001\u2028",
                        "مرحبا",
                        DeploymentType.PULL_REQUEST,
                        Status.ROLLED_BACK,
                        "e\u0301 is not \u00e9",
                        FieldLimits.EARLIEST,
                        FieldLimits.LATEST,
                        "sha",
                        Integer.MAX_VALUE,
                        Instant.parse("2025-01-01T00:00:00.001Z"),
                        ChangeOrigin.AGENT,
                        "approver",
                        "other",
                        "sha256:00",
                        many,
                        Map.of("", "", " ", " ")),
                deployment(" ")
                        .startedAt(FieldLimits.LATEST)
                        .finishedAt(FieldLimits.EARLIEST)
                        .build());
        for (Deployment extreme : extremes) {
            store.create(extreme, ADA, null);
        }
        store.upsert(Deployments.seeded(1).take(200), ADA);
        reopen();

        for (Deployment extreme : extremes) {
            assertThat(store.find(extreme.id()).orElseThrow().deployment()).isEqualTo(extreme);
        }
        for (Deployment deployment : Deployments.seeded(1).take(200)) {
            assertThat(store.find(deployment.id()).orElseThrow().deployment()).isEqualTo(deployment);
        }
    }

    @Test
    void refusesAnIdOrExternalIdThatIsTaken() throws IOException {
        Stored first = store.create(deployment("a").externalId("x").build(), ADA, null);

        assertDuplicate(
                "id", "a", () -> store.create(deployment("a").version("2").build(), BOT, null));
        assertDuplicate(
                "externalId",
                "x",
                () -> store.create(deployment("b").externalId("x").build(), BOT, null));
        assertDuplicate(
                "externalId",
                "x",
                () -> store.upsert(
                        List.of(
                                deployment("c").build(),
                                deployment("a").externalId("x").version("3").build(),
                                deployment("d").externalId("x").build()),
                        BOT));

        assertThat(store.find("a")).contains(first);
        assertThat(store.count()).isEqualTo(1);
        assertThat(store.changes(0, 10)).containsExactly(first);
        assertThat(store.history("a")).hasSize(1);
    }

    private static void assertDuplicate(String field, String value, Callable<?> write) {
        assertThatThrownBy(write::call).isInstanceOfSatisfying(DuplicateException.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.value()).isEqualTo(value);
            assertThat(e).hasMessageContaining(value);
        });
    }

    @Test
    void aChangeMovesTheRecordToTheEndOfTheFeed() throws IOException {
        store.create(deployment("a").build(), ADA, null);
        Stored other = store.create(deployment("b").build(), ADA, null);

        Stored changed = store.update(
                        "a",
                        BOT,
                        now -> now.deployment().with().status(Status.FAILED).build(),
                        null)
                .orElseThrow();

        assertThat(changed.deployment())
                .isEqualTo(deployment("a").status(Status.FAILED).build());
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(changed.changedAt()).isEqualTo(BOT.at());
        assertThat(changed.position()).isGreaterThan(other.position());
        assertThat(store.find("a")).contains(changed);
        assertThat(store.changes(0, 10)).containsExactly(other, changed);
        assertThat(store.lastPosition()).isEqualTo(changed.position());
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void aChangeThatChangesNothingIsNotWritten() throws IOException {
        Stored stored =
                store.create(deployment("a").labels(Map.of("a", "1", "b", "2")).build(), ADA, null);

        assertThat(store.update("a", BOT, now -> now.deployment().with().build(), null))
                .contains(stored);

        assertThat(store.find("a")).contains(stored);
        assertThat(store.lastPosition()).isEqualTo(stored.position());
        assertThat(store.history("a")).hasSize(1);
    }

    @Test
    void aChangeThatIsRefusedChangesNothing() throws IOException {
        Stored stored = store.create(deployment("a").build(), ADA, null);
        var refusal = new IllegalStateException("no");

        assertThatThrownBy(() -> store.update(
                        "a",
                        BOT,
                        now -> {
                            throw refusal;
                        },
                        null))
                .isSameAs(refusal);

        assertThat(store.find("a")).contains(stored);
        assertThat(store.history("a")).hasSize(1);
        assertThat(store.create(deployment("b").build(), ADA, null).position()).isGreaterThan(stored.position());
    }

    @Test
    void aBatchCreatesReplacesAndLeavesAlone() throws IOException {
        store.upsert(List.of(deployment("a").build(), deployment("b").build()), ADA);
        Stored untouched = store.find("a").orElseThrow();

        BatchResult result = store.upsert(
                List.of(
                        deployment("a").build(),
                        deployment("b").version("2").build(),
                        deployment("c").build(),
                        deployment("c").build(),
                        deployment("c").version("3").build()),
                BOT);

        assertThat(result).isEqualTo(new BatchResult(1, 2, 2));
        assertThat(store.find("a")).contains(untouched);
        assertThat(store.find("b").orElseThrow().revision()).isEqualTo(2);
        assertThat(store.find("c").orElseThrow().deployment().version()).isEqualTo("3");
        assertThat(store.changes(0, 10))
                .extracting(stored -> stored.deployment().id())
                .containsExactly("a", "b", "c");
        assertThat(store.history("b")).extracting(AuditEntry::by).containsExactly("ada", "bot");
        assertThat(store.count()).isEqualTo(3);
    }

    @Test
    void tellsTheHistoryOfARecord() throws IOException {
        Deployment queued = deployment("a").status(Status.QUEUED).build();
        Deployment building = queued.with().status(Status.BUILDING).build();
        Deployment failed = building.with()
                .status(Status.FAILED)
                .labels(Map.of("why", "🔥"))
                .build();
        store.create(queued, ADA, null);
        store.update("a", BOT, now -> building, null);
        store.update("a", ADA, now -> failed, null);
        store.create(deployment("b").build(), BOT, null);
        reopen();

        assertThat(store.history("a"))
                .containsExactly(
                        new AuditEntry(1, ADA.at(), "ada", "request-1", null, queued),
                        new AuditEntry(2, BOT.at(), "bot", null, queued, building),
                        new AuditEntry(3, ADA.at(), "ada", "request-1", building, failed));
        assertThat(store.history("b")).hasSize(1);
    }

    @Test
    void concurrentChangesOfOneRecordAreAppliedOneAfterTheOther() throws Exception {
        store.create(deployment("a").pullRequestNumber(1).build(), ADA, null);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Object>> changes =
                    Collections.nCopies(50, () -> store.update("a", BOT, DeploymentWritesContract::increment, null));
            for (Future<Object> change : threads.invokeAll(changes)) {
                change.get();
            }
        }

        Stored stored = store.find("a").orElseThrow();
        assertThat(stored.deployment().pullRequestNumber()).isEqualTo(51);
        assertThat(stored.revision()).isEqualTo(51);
        assertThat(store.history("a")).hasSize(51);
    }

    private static Deployment increment(Stored now) {
        Integer number = now.deployment().pullRequestNumber();
        return now.deployment()
                .with()
                .pullRequestNumber(number == null ? 1 : number + 1)
                .build();
    }

    @Test
    void remembersAnswersUntilTheyAreForgotten() throws IOException {
        store.create(deployment("a").build(), ADA, answer("key-1", ADA.at()));
        store.update("a", BOT, now -> now.deployment().with().version("2").build(), answer("key-2", BOT.at()));
        store.update("a", BOT, Stored::deployment, answer("key-3", BOT.at()));
        reopen();

        assertThat(store.answer("key-1")).contains(new Answer("key-1", "print", "a", 1, "body of 1.8.9 🚀", ADA.at()));
        assertThat(store.answer("key-2")).contains(new Answer("key-2", "print", "a", 2, "body of 2 🚀", BOT.at()));
        assertThat(store.answer("key-3")).isPresent();

        store.forgetAnswers(BOT.at());

        assertThat(store.answer("key-1")).isEmpty();
        assertThat(store.answer("key-2")).isPresent();
        assertThat(store.find("a")).isPresent();
    }

    @Test
    void forgetsManyAnswersAtOnce() throws IOException {
        for (int i = 0; i < 50; i++) {
            store.create(deployment("d" + i).build(), ADA, answer("key-" + i, ADA.at()));
        }
        store.forgetAnswers(BOT.at());

        assertThat(store.answer("key-0")).isEmpty();
        assertThat(store.answer("key-49")).isEmpty();
    }

    @Test
    void anAnswerIsOnlyRememberedWithItsWrite() throws IOException {
        store.create(deployment("a").build(), ADA, null);

        assertThatThrownBy(() -> store.create(deployment("a").build(), ADA, answer("key-1", ADA.at())))
                .isInstanceOf(DuplicateException.class);
        assertThat(store.update("none", ADA, Stored::deployment, answer("key-2", ADA.at())))
                .isEmpty();

        assertThat(store.answer("key-1")).isEmpty();
        assertThat(store.answer("key-2")).isEmpty();
    }

    private static Function<Stored, Answer> answer(String key, Instant at) {
        return stored -> new Answer(
                key,
                "print",
                stored.deployment().id(),
                stored.revision(),
                "body of " + stored.deployment().version() + " 🚀",
                at);
    }

    @Test
    void keepsEverythingWhenItIsOpenedAgain() throws IOException {
        store.upsert(Deployments.seeded(4).take(50), ADA);
        store.update(store.changes(0, 1).getFirst().deployment().id(), BOT, DeploymentWritesContract::increment, null);
        List<Stored> changes = store.changes(0, 100);
        String name = store.storeId();
        long last = store.lastPosition();

        reopen();

        assertThat(store.storeId()).isEqualTo(name).isNotBlank();
        assertThat(store.changes(0, 100)).isEqualTo(changes);
        assertThat(store.lastPosition()).isEqualTo(last);
        assertThat(store.create(deployment("new").build(), ADA, null).position())
                .isGreaterThan(last);
    }

    @Test
    void anotherStoreHasAnotherName(@TempDir Path other) throws IOException {
        try (DeploymentStore second = open(other)) {
            assertThat(second.storeId()).isNotEqualTo(store.storeId());
        }
    }
}
