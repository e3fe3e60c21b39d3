package dev.evenkeel.core.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.deployment.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantilesTest {
    /** Few distinct values and many, over whole blocks and cut ones, so that every bracket's ends are hit. */
    @ParameterizedTest
    @CsvSource({"1, 0", "3, 700", "60, 700", "60, 2500", "2000, 1100", "1000000, 700", "100000, 19000"})
    void everyRankIsWhatASortSays(int distinct, int cut) {
        Random random = new Random(distinct + cut);
        List<Deployment> records = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextInt(distinct);
            Instant startedAt = Instant.ofEpochSecond(i);
            records.add(Deployment.of("d" + i, "shop", "v1", "e" + i % 2)
                    .status(Status.SUCCEEDED)
                    .startedAt(startedAt)
                    .finishedAt(startedAt.plusMillis(millis))
                    .build());
            if (i >= cut) {
                expected.add(millis);
            }
        }
        expected.sort(null);
        DeploymentTable table = new DeploymentTable();
        table.apply(records);
        Quantiles quantiles = new Quantiles();
        for (Selection selection :
                Selection.of(table.view(), new Scope(null, null, Instant.ofEpochSecond(cut), null))) {
            selection.slices().forEach(quantiles::add);
        }
        assertThat(quantiles.sum())
                .isEqualTo((double) expected.stream().mapToLong(Long::longValue).sum());
        int last = expected.size() - 1;
        for (int rank = 0; rank <= last; rank += 1 + random.nextInt(40)) {
            // Up and down, near and far, so that what is left of one search doesn't mislead the next.
            assertThat(quantiles.get(rank)).as("rank %d", rank).isEqualTo(expected.get(rank));
            assertThat(quantiles.get(last - rank)).isEqualTo(expected.get(last - rank));
        }
    }
}
