package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeploymentTableTest {
    @Test
    void aNewTableIsEmpty() {
        DeploymentTable table = new DeploymentTable();
        assertThat(table.size()).isZero();
        assertThat(table.firstStartedAt()).isNull();
        assertThat(table.lastStartedAt()).isNull();
        assertThat(table.view().series()).isEmpty();
    }

    @Test
    void anEmptyBatchChangesNothing() {
        DeploymentTable table = new DeploymentTable();
        table.apply(List.of());
        assertThat(table.size()).isZero();
    }

    @Test
    void theLastOfABatchWins() {
        DeploymentTable table = new DeploymentTable();
        table.apply(List.of(started("1", 5), started("1", 7), started("1", 6)));
        assertThat(table.size()).isOne();
        assertThat(table.firstStartedAt()).isEqualTo(Instant.ofEpochSecond(6)).isEqualTo(table.lastStartedAt());
    }

    @Test
    void aRecordMovesToAnotherServiceAndTheOldOneIsForgotten() {
        DeploymentTable table = new DeploymentTable();
        table.apply(List.of(started("1", 5)));
        table.apply(List.of(started("1", 5).with().serviceName("api").build()));
        assertThat(table.size()).isOne();
        assertThat(table.view().series()).extracting(SeriesView::service).containsExactly("api");
    }

    @Test
    void anIncompleteRecordIsRefusedAndNothingOfItsBatchIsTaken() {
        DeploymentTable table = new DeploymentTable();
        Deployment incomplete = started("2", 1).with().version(null).build();
        assertThatThrownBy(() -> table.apply(List.of(started("1", 1), incomplete)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("version");
        assertThat(table.size()).isZero();
        table.apply(List.of(started("1", 1)));
        assertThat(table.size()).isOne();
    }

    @Test
    void aViewStaysAsItWas() {
        DeploymentTable table = new DeploymentTable();
        table.apply(List.of(started("1", 5)));
        TableView before = table.view();
        table.apply(List.of(started("1", 9), started("2", 10)));
        assertThat(before.size()).isOne();
        assertThat(before.lastStartedAt()).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(starts(before)).containsExactly(5_000L);
        assertThat(starts(table.view())).containsExactly(9_000L, 10_000L);
    }

    @Test
    void loadsInOrderFillTheirBlocks() {
        List<Deployment> ascending =
                IntStream.range(0, 64).mapToObj(i -> started("d" + i, i)).toList();
        for (List<Deployment> order : List.of(ascending, ascending.reversed())) {
            for (int batch : new int[] {1, 5, 64}) {
                DeploymentTable table = new DeploymentTable(8);
                for (int at = 0; at < 64; at += batch) {
                    table.apply(order.subList(at, Math.min(64, at + batch)));
                }
                assertThat(blockSizes(table)).containsOnly(8).hasSize(8);
            }
        }
    }

    @Test
    void loadsInNoOrderHalfFillTheirBlocksAtLeastAndKeepRowsInOrder() {
        List<Deployment> records = new ArrayList<>(
                IntStream.range(0, 2_000).mapToObj(i -> started("d" + i, i / 3)).toList());
        Collections.shuffle(records, new Random(3));
        DeploymentTable table = new DeploymentTable(8);
        for (Deployment record : records) {
            table.apply(List.of(record));
        }
        assertThat(blockSizes(table)).allMatch(size -> size >= 4 && size <= 8);
        assertThat(starts(table.view())).isSorted().hasSize(2_000);
    }

    @Test
    void segmentsThatRunEmptyAreUsedAgain() {
        DeploymentTable table = new DeploymentTable(2);
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 20; i++) {
                table.apply(List.of(started("d" + i, round * 1_000L + i)));
            }
        }
        assertThat(table.size()).isEqualTo(20);
        assertThat(blockSizes(table).stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
        assertThat(table.firstStartedAt()).isEqualTo(Instant.ofEpochSecond(49_000));
    }

    @Test
    void aBlockMayHoldTwoTo2048Rows() {
        assertThatThrownBy(() -> new DeploymentTable(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeploymentTable(2049)).isInstanceOf(IllegalArgumentException.class);
        DeploymentTable table = new DeploymentTable(2048);
        table.apply(IntStream.range(0, 2048).mapToObj(i -> started("d" + i, 0)).toList());
        assertThat(blockSizes(table)).containsExactly(2048);
    }

    @Test
    void aServiceWithOneRecordCostsLittle() {
        DeploymentTable table = new DeploymentTable();
        table.apply(IntStream.range(0, 1_000)
                .mapToObj(i -> started("d" + i, i).with().serviceName("s" + i).build())
                .toList());
        assertThat(table.memoryBytes() / table.size()).isLessThan(1_200);
    }

    @Test
    void manyRecordsCostLessThanFortyBytesEach() {
        DeploymentTable table = new DeploymentTable();
        List<Deployment> records = IntStream.range(0, 200_000)
                .mapToObj(i -> started("d" + i, i)
                        .with()
                        .status(Status.SUCCEEDED)
                        .finishedAt(Instant.ofEpochSecond(i + 60 + i % 600))
                        .version(Integer.toHexString(i / 3))
                        .build())
                .toList();
        table.apply(records);
        assertThat((double) table.memoryBytes() / table.size()).isBetween(20.0, 40.0);
    }

    @Test
    void readersSeeWholeBatchesWhileAWriterWrites() throws Exception {
        DeploymentTable table = new DeploymentTable(16);
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> readers =
                    List.of(threads.submit(() -> readWhole(table, done)), threads.submit(() -> readWhole(table, done)));
            for (int version = 0; version < 300; version++) {
                String now = "v" + version;
                // Every batch replaces all records by ones that agree in version and status.
                table.apply(IntStream.range(0, 100)
                        .mapToObj(i -> started("d" + i, i * 7L % 100)
                                .with()
                                .version(now)
                                .serviceName(i % 2 == 0 ? "even" : "odd")
                                .build())
                        .toList());
            }
            done.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
    }

    private static void readWhole(DeploymentTable table, AtomicBoolean done) {
        while (!done.get()) {
            TableView view = table.view();
            Set<String> versions = new HashSet<>();
            int rows = 0;
            for (SeriesView series : view.series()) {
                for (Slice slice : series.between(Long.MIN_VALUE, Long.MAX_VALUE)) {
                    for (int row = slice.first(); row < slice.end(); row++) {
                        versions.add(view.version(slice.block(), row));
                        rows++;
                    }
                }
            }
            assertThat(rows).isEqualTo((int) view.size()).isIn(0, 100);
            assertThat(versions).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static Deployment started(String id, long second) {
        return Deployment.of(id, "shop", "v1", "production")
                .startedAt(Instant.ofEpochSecond(second))
                .build();
    }

    private static List<Integer> blockSizes(DeploymentTable table) {
        return all(table.view()).stream().map(slice -> slice.block().size()).toList();
    }

    private static List<Long> starts(TableView view) {
        List<Long> starts = new ArrayList<>();
        for (Slice slice : all(view)) {
            for (int row = slice.first(); row < slice.end(); row++) {
                starts.add(slice.block().startedAt(row));
            }
        }
        return starts;
    }

    private static List<Slice> all(TableView view) {
        List<Slice> slices = new ArrayList<>();
        for (SeriesView series : view.series()) {
            slices.addAll(series.between(Long.MIN_VALUE, Long.MAX_VALUE));
        }
        return slices;
    }
}
