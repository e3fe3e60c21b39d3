package dev.evenkeel.server.platform.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one answer: headers, compression, back-pressure, and closing the connection so that the answer is seen. */
final class Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    /** Larger bodies are sent in pieces, as the caller reads them. */
    private static final int ONE_PIECE = 64 << 10;
    /** Less of a request's body than this is read and dropped so that the connection can be used again. */
    private static final int DROPPED = 64 << 10;
    /** How long a connection that is to be closed goes on reading, so that the answer isn't lost with a reset. */
    private static final long LINGER_MILLIS = 2_000;

    private final HttpServerRequest http;
    private final Context context;
    private final Lifecycle lifecycle;
    private final @Nullable BodyStream body;
    private final Map<String, String> headers;

    /** What the server does when an answer is complete. */
    interface Lifecycle {
        Duration writeTimeout();

        /** Whether the connection is to be closed after this answer. */
        boolean isClosing(HttpServerRequest http);

        /** Runs on the event loop once the answer is sent. */
        void answered(HttpServerRequest http);

        /** The time for the {@code Date} header. */
        String date();

        /** Runs the task on the event loop after so many milliseconds. */
        void later(long millis, Runnable task);
    }

    /** @param headers sent with every answer */
    Answering(
            HttpServerRequest http,
            Context context,
            Lifecycle lifecycle,
            @Nullable BodyStream body,
            Map<String, String> headers) {
        this.http = http;
        this.context = context;
        this.lifecycle = lifecycle;
        this.body = body;
        this.headers = headers;
    }

    /**
     * Sends the answer.
     *
     * @throws ClientGoneException when the caller doesn't take it; its connection is closed then
     * @throws IOException when the answer's stream fails; without {@link StreamFailure} another answer can be sent
     */
    void send(Response response) throws IOException {
        switch (response.body()) {
            case Response.Body.Empty() -> sendPiece(response, null, new byte[0], false);
            case Response.Body.Bytes(String type, byte[] bytes) -> sendBytes(response, type, bytes);
            case Response.Body.Stream(String type, Response.Body.Writer writer) -> sendStream(response, type, writer);
        }
    }

    private void sendBytes(Response response, String type, byte[] bytes) throws IOException {
        boolean compressed = Compression.isWorthwhile(http.getHeader("Accept-Encoding"), type, response, bytes.length);
        byte[] sent = compressed ? Compression.gzip(bytes) : bytes;
        if (sent.length <= ONE_PIECE || isHead()) {
            sendPiece(response, type, sent, compressed);
            return;
        }
        var out = output(response, type, compressed, sent.length);
        write(out, target -> target.write(sent));
    }

    private void sendStream(Response response, String type, Response.Body.Writer writer) throws IOException {
        boolean compressed =
                Compression.isWorthwhile(http.getHeader("Accept-Encoding"), type, response, Integer.MAX_VALUE);
        if (isHead()) {
            sendPiece(response, type, null, compressed);
            return;
        }
        var out = output(response, type, compressed, -1);
        write(out, target -> {
            if (compressed) {
                try (OutputStream gzip = new GZIPOutputStream(target, 8192, true)) {
                    writer.writeTo(gzip);
                }
            } else {
                writer.writeTo(target);
            }
        });
        if (!out.isCommitted()) {
            sendPiece(response, type, out.unsent(), compressed);
        }
    }

    private SocketOutput output(Response response, String type, boolean compressed, long length) {
        return new SocketOutput(http.response(), context, lifecycle.writeTimeout(), () -> {
            head(response, type, compressed, closes(response));
            if (length >= 0) {
                http.response().putHeader("Content-Length", Long.toString(length));
            } else {
                http.response().setChunked(true);
            }
        });
    }

    /** A small stream stays in the buffer; a larger one is ended here. */
    private void write(SocketOutput out, Response.Body.Writer writer) throws IOException {
        try {
            writer.writeTo(out);
            if (out.isCommitted()) {
                out.end();
                context.runOnContext(_ -> finish(lifecycle.isClosing(http)));
            }
        } catch (IOException | RuntimeException | Error e) {
            if (!out.isCommitted()) {
                throw e;
            }
            // The head is gone: only a cut connection tells the caller that the rest is missing.
            context.runOnContext(_ -> finish(true));
            throw new StreamFailure(e);
        }
    }

    /** @param bytes null leaves the length open, as for {@code HEAD} on a stream */
    private void sendPiece(Response response, @Nullable String type, byte @Nullable [] bytes, boolean compressed) {
        context.runOnContext(_ -> {
            HttpServerResponse out = http.response();
            if (out.closed() || out.headWritten()) {
                finish(false);
                return;
            }
            boolean closes = closes(response);
            try {
                head(response, type, compressed, closes);
            } catch (IllegalArgumentException e) {
                LOG.error("the handler of {} {} set a header that can't be sent", http.method(), http.path(), e);
                finish(true);
                return;
            }
            boolean bodiless = response.status() == 204 || response.status() == 304;
            if (bytes != null && !bodiless) {
                out.putHeader("Content-Length", Integer.toString(bytes.length));
            }
            boolean empty = bytes == null || bytes.length == 0 || bodiless || isHead();
            if (closes && isUnread()) {
                linger(empty ? Buffer.buffer() : Buffer.buffer(bytes));
            } else {
                dropRest();
                (empty ? out.end() : out.end(Buffer.buffer(bytes))).onComplete(_ -> finish(closes));
            }
        });
    }

    private void head(Response response, @Nullable String type, boolean compressed, boolean closes) {
        HttpServerResponse out = http.response();
        out.setStatusCode(response.status());
        out.putHeader("Date", lifecycle.date());
        headers.forEach(out::putHeader);
        out.putHeader("X-Content-Type-Options", "nosniff");
        if (type != null) {
            out.putHeader("Content-Type", type);
            if (Compression.isCompressible(type)) {
                out.putHeader("Vary", "Accept-Encoding");
            }
        }
        if (compressed) {
            out.putHeader("Content-Encoding", "gzip");
        }
        response.headers().forEach(out::putHeader);
        if (closes) {
            out.putHeader("Connection", "close");
        }
    }

    /** After an answer the connection can't be used again when too much of the request is still to come. */
    private boolean closes(Response response) {
        boolean partial = isUnread()
                && body != null
                && (response.status() == 408
                        || response.status() == 413
                        || body.announcedLength() < 0
                        || body.announcedLength() > DROPPED
                        || http.getHeader("Expect") != null);
        return lifecycle.isClosing(http) || partial || !http.decoderResult().isSuccess();
    }

    private boolean isUnread() {
        return (body != null && !body.isEnded()) || !http.decoderResult().isSuccess();
    }

    /**
     * Sends the answer, then reads on for a moment: closing a socket with unread bytes in it resets the connection, and
     * the answer with it.
     */
    private void linger(Buffer answer) {
        HttpServerResponse out = http.response();
        if (answer.length() == 0) {
            out.putHeader("Content-Length", "0");
        }
        out.write(answer);
        boolean[] done = {false};
        Runnable close = () -> {
            if (!done[0]) {
                done[0] = true;
                if (!out.closed() && !out.ended()) {
                    out.end().onComplete(_ -> finish(true));
                } else {
                    finish(true);
                }
            }
        };
        lifecycle.later(LINGER_MILLIS, close);
        out.closeHandler(_ -> close.run());
        if (body != null) {
            http.handler(_ -> {});
            http.endHandler(_ -> close.run());
            http.resume();
        }
    }

    private void dropRest() {
        if (body != null && !body.isEnded()) {
            http.handler(_ -> {});
            http.resume();
        }
    }

    private void finish(boolean close) {
        lifecycle.answered(http);
        if (close) {
            http.connection().close();
        }
    }

    private boolean isHead() {
        return http.method().name().equals("HEAD");
    }

    /** The answer broke off after its head was sent. */
    static final class StreamFailure extends IOException {
        StreamFailure(Throwable cause) {
            super(cause);
        }
    }
}
