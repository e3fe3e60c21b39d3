package dev.evenkeel.server.platform.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer's body from a handler's thread. Blocks while more than {@value #WINDOW} bytes wait for the caller to
 * read them.
 */
final class SocketOutput extends OutputStream {
    private static final int PIECE = 32 << 10;
    private static final int WINDOW = 256 << 10;

    private final HttpServerResponse response;
    private final Context context;
    private final Duration timeout;
    private final Runnable head;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] buffer = new byte[1024];
    private int count;
    private boolean committed;
    private long waiting;
    private @Nullable Throwable failure;

    /**
     * @param head sets status and headers; runs on the event loop before the first piece is sent
     * @param timeout how long the caller may read nothing
     */
    SocketOutput(HttpServerResponse response, Context context, Duration timeout, Runnable head) {
        this.response = response;
        this.context = context;
        this.timeout = timeout;
        this.head = head;
    }

    /** Whether a part of the answer is on its way, so that it can't become another one. */
    boolean isCommitted() {
        return committed;
    }

    /** What was written while nothing has been sent. */
    byte[] unsent() {
        return Arrays.copyOf(buffer, count);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = offset;
        int left = length;
        while (left > 0) {
            if (count == PIECE) {
                send();
            }
            int n = Math.min(left, PIECE - count);
            if (count + n > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(PIECE, Math.max(count + n, buffer.length * 4)));
            }
            System.arraycopy(bytes, from, buffer, count, n);
            count += n;
            from += n;
            left -= n;
        }
    }

    @Override
    public void flush() throws IOException {
        if (count > 0) {
            send();
        }
    }

    /** Sends what is left and ends the answer; returns when the socket has taken all of it. */
    void end() throws IOException {
        flush();
        lock.lock();
        try {
            waiting++;
            context.runOnContext(_ -> sent(1, response.end()));
            await(0);
        } finally {
            lock.unlock();
        }
    }

    private void send() throws IOException {
        byte[] piece = unsent();
        count = 0;
        lock.lock();
        try {
            await(WINDOW - piece.length);
            waiting += piece.length;
        } finally {
            lock.unlock();
        }
        boolean first = !committed;
        committed = true;
        context.runOnContext(_ -> {
            if (response.closed()) {
                sent(piece.length, Future.failedFuture("closed"));
                return;
            }
            if (first) {
                response.closeHandler(_ -> sent(0, Future.failedFuture("closed")));
                head.run();
            }
            sent(piece.length, response.write(Buffer.buffer(piece)));
        });
    }

    /** Waits until at most so many bytes wait for the caller; progress gives it the whole time again. */
    private void await(long most) throws IOException {
        long left = timeout.toNanos();
        long before = waiting;
        while (waiting > most && failure == null) {
            if (left <= 0) {
                failure = new IOException("nothing was read for " + timeout.toSeconds() + " s");
                break;
            }
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGoneException("the server is shutting down", e);
            }
            if (waiting < before) {
                before = waiting;
                left = timeout.toNanos();
            }
        }
        if (failure != null) {
            throw new ClientGoneException("the caller doesn't read its answer", failure);
        }
    }

    private void sent(int bytes, Future<Void> result) {
        result.onComplete(done -> {
            lock.lock();
            try {
                waiting -= bytes;
                if (done.failed() && failure == null) {
                    failure = done.cause();
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        });
    }
}
