package dev.evenkeel.server.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.server.insights.TableLoader.Loaded;
import dev.evenkeel.testkit.Deployments;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedLoaderTest {
    private final Deployments deployments = Deployments.seeded(7);
    private final Feed feed = new Feed();
    private final FeedLoader loader = new FeedLoader(feed, () -> 0);

    /** A feed in memory; never waits. */
    private static final class Feed implements DeploymentFeed {
        private final List<Deployment> records = new ArrayList<>();
        private boolean away;

        @Override
        public Changes changes(@Nullable String after, int limit, Duration wait) throws IOException {
            if (away) {
                throw new IOException("away");
            }
            int from = after == null ? 0 : Integer.parseInt(after);
            int to = Math.min(records.size(), from + limit);
            return new Changes(records.subList(from, to), Integer.toString(to));
        }

        @Override
        public String source() {
            return "memory";
        }
    }

    @Test
    void saysThatTheTableIsCompleteOnceEverythingIsRead() throws Exception {
        feed.records.addAll(deployments.take(25_000));
        Loaded loaded = null;
        for (int steps = 0; loaded == null && steps < 10; steps++) {
            loaded = loader.advance();
        }
        assertThat(loaded).isNotNull();
        assertThat(loaded.table().size()).isEqualTo(25_000);
    }

    @Test
    void isNotUpToDateBehindAFullPage() throws Exception {
        assertThat(loader.advance()).isNotNull();
        feed.records.addAll(deployments.take(10_001));
        assertThat(loader.advance()).as("one more is known to come").isNull();
        Loaded loaded = loader.advance();
        assertThat(loaded).isNotNull();
        assertThat(loaded.table().size()).isEqualTo(10_001);
    }

    @Test
    @SuppressWarnings("NullAway") // What the table can't take is what this is about.
    void readsAgainWhatCouldNotBeApplied() throws Exception {
        feed.records.addAll(deployments.take(3));
        Deployment whole = feed.records.set(1, null);
        assertThatThrownBy(loader::advance).isInstanceOf(NullPointerException.class);
        feed.records.set(1, whole);
        Loaded loaded = loader.advance();
        assertThat(loaded).isNotNull();
        assertThat(loaded.table().size()).isEqualTo(3);
    }

    @Test
    void goesOnWhereItWasAfterAFailure() throws Exception {
        feed.records.addAll(deployments.take(5));
        assertThat(loader.advance()).isNotNull();
        feed.away = true;
        feed.records.addAll(deployments.take(5));
        assertThatThrownBy(loader::advance).isInstanceOf(IOException.class);
        feed.away = false;
        Loaded loaded = loader.advance();
        assertThat(loaded).isNotNull();
        assertThat(loaded.table().size()).isEqualTo(10);
    }
}
