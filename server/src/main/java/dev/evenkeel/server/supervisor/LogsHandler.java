package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.supervisor.log.AppLog;
import dev.evenkeel.server.supervisor.log.LogLine;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What an application writes, a line of JSON for each of its lines, as long as the caller reads. */
final class LogsHandler implements Handler {
    private static final int DEFAULT_LINES = 100;
    /** More than a caller who reads may be behind; one who doesn't loses lines rather than our memory. */
    private static final int BEHIND = 2000;
    /** An empty line, by which a caller that has gone is noticed. */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final Supervisor supervisor;

    LogsHandler(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public Response handle(Request request) {
        AppLog log = supervisor.log(request.path("name"));
        int lines = request.queryInt("lines").orElse(DEFAULT_LINES);
        boolean follow = request.query("follow").map(Boolean::valueOf).orElse(false);
        return Response.stream(200, "application/x-ndjson", out -> {
            if (follow) {
                follow(log, lines, out);
            } else {
                for (LogLine line : log.recent(lines)) {
                    write(out, line);
                }
            }
        });
    }

    private static void follow(AppLog log, int lines, OutputStream out) throws IOException {
        // Empty for the end.
        BlockingQueue<Optional<LogLine>> queue = new ArrayBlockingQueue<>(BEHIND);
        var lost = new AtomicLong();
        var over = new AtomicBoolean();
        Consumer<LogLine> lineComes = line -> {
            if (!queue.offer(Optional.of(line))) {
                lost.incrementAndGet();
            }
        };
        Runnable endComes = () -> {
            over.set(true);
            // Where there is no room nobody waits.
            var _ = queue.offer(Optional.empty());
        };
        try (AppLog.Following _ = log.follow(lines, lineComes, endComes)) {
            while (!over.get() || !queue.isEmpty()) {
                Optional<LogLine> next = queue.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    out.write('\n');
                } else if (next.isPresent()) {
                    write(out, next.get());
                    report(out, next.get(), lost.getAndSet(0));
                }
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void report(OutputStream out, LogLine last, long lost) throws IOException {
        if (lost > 0) {
            write(
                    out,
                    new LogLine(
                            Instant.now(),
                            last.app(),
                            "",
                            last.version(),
                            "evenkeel",
                            lost + " lines are missing here: they came faster than they were read"));
        }
    }

    private static void write(OutputStream out, LogLine line) throws IOException {
        out.write(Json.bytes(line));
        out.write('\n');
    }
}
