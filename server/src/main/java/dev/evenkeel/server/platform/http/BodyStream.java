package dev.evenkeel.server.platform.http;

import dev.evenkeel.core.deployment.Violation;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as a blocking stream. At most {@value #WINDOW} pieces wait in memory; while they do, nothing more is
 * read from the socket.
 */
final class BodyStream extends InputStream {
    private static final int WINDOW = 8;

    private final HttpServerRequest http;
    private final Context context;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private boolean started;
    private boolean ended;
    private @Nullable Throwable failure;
    private byte[] current = {};
    private int position;
    /** Set while a whole body is read: it has to be here by then. */
    private @Nullable Long deadline;

    /**
     * Stops the request from flowing until the first read. Called on the event loop.
     *
     * @param timeout between two pieces, or for the whole of {@link #readAll}
     */
    BodyStream(HttpServerRequest http, Context context, Duration timeout) {
        this.http = http;
        this.context = context;
        this.timeout = timeout;
        http.pause();
        http.handler(this::onPiece);
        http.endHandler(_ -> onEnd(null));
        http.exceptionHandler(this::onEnd);
    }

    /** The length that the caller announced, -1 when it didn't. */
    long announcedLength() {
        String length = http.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether all of it has arrived, or none will any more. */
    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The whole body.
     *
     * @throws ProblemException 413 when it is longer than the limit, 408 when it doesn't arrive in time
     * @throws ClientGoneException when the caller closed the connection
     */
    byte[] readAll(int limit) throws IOException {
        if (announcedLength() > limit) {
            throw tooLarge(limit);
        }
        deadline = System.nanoTime() + timeout.toNanos();
        var bytes = new ByteArrayOutputStream(Math.max(32, (int) announcedLength()));
        byte[] buffer = new byte[8192];
        for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
            if (bytes.size() + n > limit) {
                throw tooLarge(limit);
            }
            bytes.write(buffer, 0, n);
        }
        return bytes.toByteArray();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (position == current.length) {
            byte[] next = next();
            if (next == null) {
                return -1;
            }
            current = next;
            position = 0;
        }
        int n = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, n);
        position += n;
        return n;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    private byte @Nullable [] next() throws IOException {
        lock.lock();
        try {
            if (!started) {
                started = true;
                start();
            }
            long until = deadline != null ? deadline : System.nanoTime() + timeout.toNanos();
            while (pieces.isEmpty() && !ended) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    throw tooSlow();
                }
                var _ = changed.await(left, TimeUnit.NANOSECONDS);
            }
            byte[] piece = pieces.poll();
            if (piece != null) {
                context.runOnContext(_ -> http.fetch(1));
            } else if (failure != null) {
                throw new ClientGoneException("the caller closed the connection before its body ended", failure);
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(503, "Service unavailable", "The server is shutting down.");
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        boolean awaitsGoAhead = "100-continue".equalsIgnoreCase(http.getHeader("Expect"));
        context.runOnContext(_ -> {
            if (awaitsGoAhead && !http.response().headWritten()) {
                http.response().writeContinue();
            }
            http.fetch(WINDOW);
        });
    }

    private void onPiece(Buffer buffer) {
        byte[] bytes = buffer.getBytes();
        lock.lock();
        try {
            pieces.add(bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void onEnd(@Nullable Throwable cause) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ProblemException tooSlow() {
        return new ProblemException(
                408, "Request timeout", "The body didn't arrive within " + timeout.toSeconds() + " s; send it faster.");
    }

    private static ProblemException tooLarge(int limit) {
        return new ProblemException(
                413,
                "Content too large",
                "The body is larger than " + limit + " bytes, the limit here.",
                List.of(new Violation("", "must have at most " + limit + " bytes")),
                Map.of(),
                Map.of("limitBytes", limit));
    }
}
