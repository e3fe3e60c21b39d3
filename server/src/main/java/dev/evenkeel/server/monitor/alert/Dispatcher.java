package dev.evenkeel.server.monitor.alert;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is in the queue, with a thread for each receiver: one that hangs delays no other, and no check. */
public final class Dispatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TIDY = Duration.ofHours(1);

    private final Deliveries deliveries;
    private final List<Receiver> receivers;
    private final InstantSource clock;
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore closing = new Semaphore(0);

    public Dispatcher(Deliveries deliveries, List<Receiver> receivers, InstantSource clock) {
        this.deliveries = deliveries;
        this.receivers = List.copyOf(receivers);
        this.clock = clock;
    }

    public Dispatcher start() {
        for (Receiver receiver : receivers) {
            threads.add(Thread.ofVirtual().name("alerts-" + receiver.name()).start(() -> loop(receiver)));
        }
        return this;
    }

    private void loop(Receiver receiver) {
        Instant tidy = clock.instant();
        try {
            do {
                try {
                    Instant now = clock.instant();
                    deliveries.runDue(receiver, now);
                    if (!now.isBefore(tidy)) {
                        deliveries.tidy(now);
                        tidy = now.plus(TIDY);
                    }
                } catch (IOException | RuntimeException e) {
                    log.error("alerts for {} wait: {}", receiver.name(), e.getMessage());
                }
            } while (!closing.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.release(threads.size());
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
