package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.Delivery;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore.Outline;
import dev.evenkeel.core.deployment.DeploymentStore.Place;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Lists in pages, and the feed of changes. */
public abstract class DeploymentReadsContract extends DeploymentStoreContract {
    @Test
    void listsTheNewestFirstInPagesThatNeitherSkipNorRepeat() throws IOException {
        List<Deployment> all = Deployments.seeded(2).take(700);
        store.upsert(all, ADA);
        List<DeploymentFilter> filters = List.of(
                DeploymentFilter.ALL,
                new DeploymentFilter("service-3", null, null, null, null, null),
                new DeploymentFilter(null, "production", null, null, null, null),
                new DeploymentFilter(null, null, Status.FAILED, null, null, null),
                new DeploymentFilter(null, null, Status.SUCCEEDED, null, null, null),
                new DeploymentFilter(null, null, null, "工程师", null, null),
                new DeploymentFilter("nobody", null, null, null, null, null),
                new DeploymentFilter(
                        null,
                        null,
                        null,
                        null,
                        Instant.parse("2025-01-01T00:00:00Z"),
                        Instant.parse("2025-01-05T00:00:00Z")),
                new DeploymentFilter(
                        "service-1", "staging", Status.QUEUED, "ci", Instant.parse("2024-12-29T00:00:00Z"), null));

        for (DeploymentFilter filter : filters) {
            List<Deployment> expected = all.stream()
                    .filter(filter::matches)
                    .sorted(Comparator.comparing(Deployment::startedAt)
                            .thenComparing(Deployment::id)
                            .reversed())
                    .toList();
            assertThat(pages(filter, 37)).as(filter.toString()).isEqualTo(expected);
            assertThat(pages(filter, 10_000)).as(filter.toString()).isEqualTo(expected);
        }
    }

    @Test
    void listsRecordsOfTheSameMillisecondByIdWhereverAPageEnds() throws IOException {
        List<Deployment> same = new ArrayList<>();
        for (char id = 'a'; id <= 'z'; id++) {
            same.add(deployment(String.valueOf(id)).build());
        }
        store.upsert(same, ADA);

        for (int limit = 1; limit <= same.size() + 1; limit++) {
            assertThat(pages(DeploymentFilter.ALL, limit)).isEqualTo(same.reversed());
        }
    }

    @Test
    void boundsOfTimeAreExactToTheMillisecond() throws IOException {
        store.create(deployment("a").startedAt(NOON).build(), ADA, null);
        store.create(deployment("b").startedAt(NOON.plusMillis(1)).build(), ADA, null);

        assertThat(ids(NOON, NOON.plusMillis(1))).containsExactly("a");
        assertThat(ids(NOON.plusNanos(1), NOON.plusMillis(2))).containsExactly("b");
        assertThat(ids(NOON, NOON.plusNanos(1))).containsExactly("a");
        assertThat(ids(NOON, NOON)).isEmpty();
    }

    private List<String> ids(Instant from, Instant to) throws IOException {
        return store.list(new DeploymentFilter(null, null, null, null, from, to), null, 10).stream()
                .map(stored -> stored.deployment().id())
                .toList();
    }

    private List<Deployment> pages(DeploymentFilter filter, int limit) throws IOException {
        List<Deployment> result = new ArrayList<>();
        Place place = null;
        while (true) {
            List<Stored> page = store.list(filter, place, limit);
            assertThat(page.size()).isLessThanOrEqualTo(limit);
            page.forEach(stored -> result.add(stored.deployment()));
            if (page.size() < limit) {
                return result;
            }
            Deployment last = page.getLast().deployment();
            place = new Place(last.startedAt(), last.id());
        }
    }

    @Test
    void theFeedContinuesBehindAnyPosition() throws IOException {
        store.upsert(Deployments.seeded(3).take(25), ADA);
        List<Stored> all = store.changes(0, 100);

        assertThat(all).hasSize(25).isSortedAccordingTo(Comparator.comparing(Stored::position));
        for (int i = 0; i < all.size(); i++) {
            assertThat(store.changes(all.get(i).position(), 7))
                    .isEqualTo(all.subList(i + 1, Math.min(i + 8, all.size())));
        }
    }

    @Test
    void outlinesAreTheChangesWithLessOfEach() throws IOException {
        List<Deployment> records = new ArrayList<>(Deployments.seeded(4).take(50));
        records.add(deployment("id \u001f 1 -").version("").build());
        records.add(deployment("größer \uD83D\uDE80")
                .version("- 7")
                .startedAt(Instant.parse("1931-02-03T04:05:06.007Z"))
                .finishedAt(Instant.parse("1931-02-03T04:05:06.008Z"))
                .commitAt(Instant.EPOCH)
                .changeOrigin(ChangeOrigin.AGENT)
                .rollbackOf("id \u001f 1 -")
                .build());
        store.upsert(records, ADA);

        List<Stored> changes = store.changes(10, 45);
        List<Outline> outlines = store.outlines(10, 45);
        assertThat(outlines).extracting(Outline::position).isEqualTo(positions(changes));
        assertThat(outlines)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("position")
                .isEqualTo(changes.stream()
                        .map(Stored::deployment)
                        .map(DeploymentReadsContract::outline)
                        .toList());
    }

    private static List<Long> positions(List<Stored> records) {
        return records.stream().map(Stored::position).toList();
    }

    private static Outline outline(Delivery delivery) {
        return new Outline(
                0,
                delivery.id(),
                delivery.serviceName(),
                delivery.version(),
                delivery.environment(),
                delivery.status(),
                delivery.startedAt(),
                delivery.finishedAt(),
                delivery.commitAt(),
                delivery.changeOrigin(),
                delivery.rollbackOf());
    }

    @Test
    void aReaderOfTheFeedMissesNothingWhileManyWrite() throws Exception {
        int writers = 8;
        int each = 40;
        var writing = new AtomicBoolean(true);
        List<Stored> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writes = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String name = "w" + writer + "-";
                writes.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        String id = name + i;
                        store.create(deployment(id).build(), ADA, null);
                        store.update(
                                id,
                                BOT,
                                now -> now.deployment().with().version("2").build(),
                                null);
                    }
                    return null;
                }));
            }
            Future<?> reader = threads.submit(() -> {
                long after = 0;
                while (true) {
                    boolean last = !writing.get();
                    List<Stored> some = store.changes(after, 5);
                    seen.addAll(some);
                    if (!some.isEmpty()) {
                        after = some.getLast().position();
                    } else if (last) {
                        return null;
                    }
                }
            });
            for (Future<?> write : writes) {
                write.get();
            }
            writing.set(false);
            reader.get();
        }

        assertThat(seen).isSortedAccordingTo(Comparator.comparing(Stored::position));
        assertThat(seen.stream().map(Stored::position)).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(stored -> stored.deployment().version().equals("2")))
                .as("each record in its final state")
                .hasSize(writers * each);
        assertThat(store.count()).isEqualTo((long) writers * each);
    }
}
