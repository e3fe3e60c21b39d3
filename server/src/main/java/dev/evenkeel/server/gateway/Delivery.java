package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.Outcome;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The last part of an exchange: brings the one answer to the caller, whether an attempt's, the cache's or our own. */
final class Delivery {
    private final Exchange exchange;
    private final RequestHead request;
    private final Caller caller;
    private final String requestId;
    private final @Nullable CacheStep cache;
    private @Nullable Attempt winner;
    private boolean answered;
    private int status;
    private long waited;

    Delivery(Exchange exchange, RequestHead request, Caller caller, String requestId, @Nullable CacheStep cache) {
        this.exchange = exchange;
        this.request = request;
        this.caller = caller;
        this.requestId = requestId;
        this.cache = cache;
    }

    String requestId() {
        return requestId;
    }

    /** Whether the answer is decided. */
    boolean answered() {
        return answered;
    }

    /** The status of the answer; 0 before it is decided. */
    int status() {
        return status;
    }

    /** How long the winning attempt took to answer, in nanoseconds. */
    long waited() {
        return waited;
    }

    /** The attempt whose answer is passed on; null without. */
    @Nullable
    Attempt winner() {
        return winner;
    }

    /** Passes an attempt's answer on. */
    void forward(Attempt attempt, ResponseHead head, Framing framing) {
        answered = true;
        winner = attempt;
        status = head.status();
        waited = exchange.loop().now() - attempt.startedAt();
        if (head.status() == 101) {
            upgrade(attempt, head);
        } else if (cache != null && cache.onAnswer(this, head)) {
            attempt.discard(head, framing);
        } else {
            decorate(head.fields());
            caller.answer(head, framing);
        }
    }

    private void upgrade(Attempt attempt, ResponseHead head) {
        UpstreamConnection connection = attempt.upgrade();
        if (connection != null && exchange.toUpstream().upgrade()) {
            exchange.finish();
            caller.upgrade(head, connection);
            return;
        }
        if (connection != null) {
            connection.close();
        }
        send(Answers.failed(Outcome.RESET, exchange.attempts()));
    }

    private void decorate(Fields fields) {
        fields.add("Via", "1.1 evenkeel");
        fields.set("X-Request-Id", requestId);
        if (exchange.route().config().showAttempts() || request.fields().has(KnownField.X_EVENKEEL_ATTEMPTS)) {
            fields.set("X-Evenkeel-Attempts", String.valueOf(exchange.attempts()));
        }
        if (!exchange.body().replayable()) {
            fields.set("X-Evenkeel-Retryable", "no; body-too-large");
        }
    }

    void data(Attempt attempt, ByteBuf data) {
        if (cache != null) {
            cache.onData(data);
        }
        caller.data(data);
        if (!caller.writable()) {
            caller.flush();
            attempt.read(caller.writable());
        }
    }

    void end(@Nullable Fields trailers) {
        if (cache != null) {
            cache.onEnd();
        }
        exchange.finish();
        caller.end(trailers);
    }

    void cut() {
        exchange.finish();
        caller.abort();
    }

    /** An answer that the cache has whole. */
    void fromCache(ResponseHead head, Framing framing, @Nullable ByteBuf data) {
        answered = true;
        status = head.status();
        decorate(head.fields());
        exchange.toUpstream().trace().cached();
        exchange.finish();
        caller.answer(head, framing);
        if (data != null) {
            caller.data(data);
        }
        caller.end(null);
    }

    /** An upstream's error answer, after nothing better came. */
    void send(KeptAnswer last) {
        answered = true;
        status = last.head().status();
        decorate(last.head().fields());
        exchange.finish();
        last.sendTo(caller);
    }

    /** An answer of our own. */
    void send(Answers answer) {
        answered = true;
        status = answer.status();
        exchange.finish();
        answer.sendTo(caller, requestId, exchange.isHead());
    }

    /** Nobody is there to take one. */
    void drop() {
        answered = true;
        status = 0;
    }
}
