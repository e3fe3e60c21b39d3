package dev.evenkeel.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends requests at a fixed rate, whatever becomes of the earlier ones, until it is closed. */
final class SteadyCaller implements AutoCloseable {
    private static final int NAMED = 20;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final HttpRequest request;
    private final long intervalNanos;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;

    SteadyCaller(URI url, int perSecond) {
        request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build();
        intervalNanos = 1_000_000_000L / perSecond;
        thread = Thread.ofPlatform().name("caller").start(this::call);
    }

    private void call() {
        long begin = System.nanoTime();
        while (!over) {
            long due = begin + sent.get() * intervalNanos;
            LockSupport.parkNanos(due - System.nanoTime());
            if (System.nanoTime() - due >= 0) {
                sent.incrementAndGet();
                var _ = client.sendAsync(request, BodyHandlers.ofString())
                        .whenComplete((answer, failure) ->
                                count(failure == null ? answer.statusCode() : -1, String.valueOf(failure)));
            }
        }
    }

    private void count(int status, String failure) {
        if (status != 200) {
            failed.incrementAndGet();
            if (failures.size() < NAMED) {
                failures.add(status == -1 ? failure : "HTTP " + status);
            }
        }
        answered.incrementAndGet();
    }

    /** What came of the requests until now or, after the end, of all. */
    record Tally(int sent, int failed, List<String> failures) {
        double share() {
            return 1 - (double) failed / sent;
        }
    }

    /** Ends it, and waits for the answers under way. */
    Tally end() throws Exception {
        over = true;
        thread.join();
        Program.await(Duration.ofSeconds(30), () -> answered.get() == sent.get());
        return new Tally(sent.get(), failed.get(), failures);
    }

    @Override
    public void close() {
        over = true;
        client.shutdownNow();
    }
}
