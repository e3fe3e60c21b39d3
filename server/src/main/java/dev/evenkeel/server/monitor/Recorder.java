package dev.evenkeel.server.monitor;

import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Streak;
import dev.evenkeel.server.monitor.store.Batch;
import dev.evenkeel.server.monitor.store.MonitorStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the checks see, several times a second, and has judged what it wrote: the checks only put their results
 * into a queue and never wait. While the store can't be written to, results are kept in memory, the newest first of
 * all.
 */
public final class Recorder implements ProbeListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recorder.class);

    private static final int MOST_WAITING = 500_000;
    private static final int LARGEST_BATCH = 20_000;
    private static final Duration TIDY = Duration.ofMinutes(10);

    /** What came in: a run or slots without one. */
    private sealed interface Event {
        record Run(Check check, Result result, Streak after) implements Event {}

        record Gap(Missed missed) implements Event {}
    }

    /** What a batch says of a check that had a run in it. */
    public record Belief(Check check, Result last, Streak streak) {}

    private final MonitorStore store;
    private final Judgement judgement;
    private final List<Counter> counters;
    private final InstantSource clock;
    private final Duration flush;
    private final Queue<Event> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final Semaphore closing = new Semaphore(0);
    private @Nullable Thread thread;
    private Batch counted = new Batch();
    private Instant tidyAt = Instant.MIN;

    /** Adds counts that no check brings, as those of gateway routes. */
    @FunctionalInterface
    public interface Counter {
        void addTo(Batch batch, Instant now);
    }

    /** What follows from what was written. */
    public interface Judgement {
        void judge(Batch batch, List<Belief> beliefs, Instant now) throws IOException;
    }

    /** @param flush between two writes */
    Recorder(MonitorStore store, Judgement judgement, List<Counter> counters, InstantSource clock, Duration flush) {
        this.store = store;
        this.judgement = judgement;
        this.counters = List.copyOf(counters);
        this.clock = clock;
        this.flush = flush;
    }

    Recorder start() {
        thread = Thread.ofPlatform().name("monitor-recorder").daemon().start(this::loop);
        return this;
    }

    @Override
    public void onResult(Check check, Result result, Streak before, Streak after) {
        offer(new Event.Run(check, result, after));
    }

    @Override
    public void onMissed(Check check, Missed missed) {
        offer(new Event.Gap(missed));
    }

    private void offer(Event event) {
        if (size.incrementAndGet() > MOST_WAITING && waiting.poll() != null) {
            size.decrementAndGet();
            dropped.increment();
        }
        waiting.add(event);
    }

    /** How many results are not written yet. */
    int waiting() {
        return size.get();
    }

    /** How many were given up because too many waited. */
    long dropped() {
        return dropped.sum();
    }

    private void loop() {
        boolean closed = false;
        while (!closed) {
            try {
                closed = closing.tryAcquire(flush.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                closed = true;
            }
            try {
                runOnce();
            } catch (IOException | RuntimeException e) {
                log.error("{} results wait to be written, {} were dropped: {}", size.get(), dropped(), e.getMessage());
            }
        }
    }

    /** Writes what is there, and has it judged. */
    public void runOnce() throws IOException {
        Instant now = clock.instant();
        do {
            var taken = new ArrayDeque<Event>();
            for (Event event = waiting.poll(); event != null; event = waiting.poll()) {
                size.decrementAndGet();
                taken.add(event);
                if (taken.size() >= LARGEST_BATCH) {
                    break;
                }
            }
            write(taken, now);
        } while (size.get() >= LARGEST_BATCH);
        if (!now.isBefore(tidyAt)) {
            store.tidy(now);
            tidyAt = now.plus(TIDY);
        }
    }

    private void write(Queue<Event> taken, Instant now) throws IOException {
        var batch = new Batch();
        Map<String, Belief> beliefs = new LinkedHashMap<>();
        for (Event event : taken) {
            switch (event) {
                case Event.Run(Check check, Result result, Streak after) -> {
                    batch.add(result, after);
                    beliefs.put(check.name(), new Belief(check, result, after));
                }
                case Event.Gap(Missed missed) -> batch.add(missed);
            }
        }
        try {
            store.write(batch, now);
        } catch (IOException e) {
            putBack(taken);
            throw e;
        }
        counters.forEach(counter -> counter.addTo(counted, now));
        if (!counted.isEmpty()) {
            store.write(counted, now);
            judgement.judge(counted, List.of(), now);
            counted = new Batch();
        }
        judgement.judge(batch, new ArrayList<>(beliefs.values()), now);
    }

    private void putBack(Queue<Event> taken) {
        List<Event> newer = new ArrayList<>();
        for (Event event = waiting.poll(); event != null; event = waiting.poll()) {
            newer.add(event);
        }
        waiting.addAll(taken);
        waiting.addAll(newer);
        size.addAndGet(taken.size());
    }

    @Override
    public void close() {
        closing.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
