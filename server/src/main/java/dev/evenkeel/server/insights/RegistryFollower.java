package dev.evenkeel.server.insights;

import dev.evenkeel.core.deployment.DeploymentFeed;
import dev.evenkeel.server.insights.TableLoader.Loaded;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an {@link InsightsTable} in step with a registry, for ever. While the registry is away it tries again with
 * growing, jittered pauses, and the last table is served as stale.
 *
 * <p>It is the only caller of the registry and makes one attempt at a time, so the pause is also the circuit breaker:
 * an absent registry sees about two cheap attempts a second, whatever the query load.
 */
public final class RegistryFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RegistryFollower.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    /** Answers are to be fresh within two seconds of the registry's return. */
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final TableLoader loader;
    private final InsightsTable table;
    private final RandomGenerator random;
    private @Nullable Thread thread;
    private int failures;

    private RegistryFollower(TableLoader loader, InsightsTable table, RandomGenerator random) {
        this.loader = loader;
        this.table = table;
        this.random = random;
    }

    /** Follows the registry of this process. */
    public static RegistryFollower inProcess(DeploymentFeed feed, InsightsTable table, RandomGenerator random) {
        return new RegistryFollower(new FeedLoader(feed, () -> 0), table, random);
    }

    /** Follows a registry over HTTP. */
    public static RegistryFollower remote(
            HttpRegistry registry, Duration pollInterval, InsightsTable table, RandomGenerator random) {
        return new RegistryFollower(new RemoteLoader(registry, pollInterval), table, random);
    }

    public void start() {
        thread = Thread.ofVirtual().name("insights-follower").start(this::follow);
    }

    private void follow() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } catch (InterruptedException e) {
            log.debug("follower stopped");
        }
    }

    private void step() throws InterruptedException {
        try {
            Loaded loaded = loader.advance();
            if (loaded == null) {
                return;
            }
            table.upToDate(loaded.table(), loaded.unreadable());
            if (failures > 0) {
                log.info("following {} again", table.source());
                failures = 0;
            }
        } catch (IOException | RuntimeException | Error e) {
            // An Error too, as want of memory is: nobody would notice that the table has come to a stop.
            failed(e);
        }
    }

    private void failed(Throwable e) throws InterruptedException {
        table.failed(String.valueOf(e.getMessage()));
        if (failures == 0) {
            String what = "can't follow {}, answering from what is known: {}";
            if (e instanceof IOException) {
                log.warn(what, table.source(), e.toString());
            } else {
                // Not the registry's doing: the stack is what says where.
                log.error(what, table.source(), e.toString(), e);
            }
        }
        failures++;
        // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter").
        long cap = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        Thread.sleep(random.nextLong(cap) + 1);
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
