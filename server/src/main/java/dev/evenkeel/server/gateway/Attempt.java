package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.CircuitBreaker;
import dev.evenkeel.core.resilience.ConcurrencyLimit;
import dev.evenkeel.core.resilience.Outcome;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange at one endpoint, from the choice of a connection to the end of the answer. Whatever happens,
 * its outcome is reported once to all that count outcomes, and its permits go back once.
 */
final class Attempt extends Timeout implements AnswerListener, UpstreamPool.Taker {
    private enum State {
        CONNECTING,
        WAITING,
        ANSWERING,
        DRAINING,
        DONE
    }

    private final Exchange exchange;
    private final Endpoint endpoint;
    private final boolean hedge;
    private final CircuitBreaker.Permit breakerPermit;
    private final ConcurrencyLimit.Permit concurrencyPermit;
    private final long startedAt;
    private final AttemptTrace trace;
    private State state = State.CONNECTING;
    private boolean reported;
    private boolean bodySent;
    private boolean freshTried;
    private @Nullable UpstreamConnection connection;
    private @Nullable KeptAnswer drained;

    Attempt(Exchange exchange, Endpoint endpoint, boolean hedge, ConcurrencyLimit.Permit concurrencyPermit, long now) {
        this.exchange = exchange;
        this.endpoint = endpoint;
        this.hedge = hedge;
        this.concurrencyPermit = concurrencyPermit;
        this.breakerPermit = endpoint.breaker().acquireAnyway();
        this.startedAt = now;
        this.trace = exchange.toUpstream().attempt(endpoint, hedge, exchange.attempts());
        endpoint.load().onStart();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean isHedge() {
        return hedge;
    }

    long startedAt() {
        return startedAt;
    }

    /** Whether the request can't have reached the upstream's application. */
    boolean unsent() {
        return connection == null;
    }

    void start(boolean fresh) {
        armTimeout();
        endpoint.pool(exchange.loop()).acquire(fresh, endpoint.origin().connectMillis(), this);
    }

    /** Starts the clock of the try; it stands still while the caller is still sending the body. */
    void armTimeout() {
        if (exchange.body().isComplete() && (state == State.CONNECTING || state == State.WAITING)) {
            long now = exchange.loop().now();
            exchange.loop().timeouts().set(this, now + exchange.tryNanos(now));
        }
    }

    @Override
    public void onConnection(UpstreamConnection theConnection) {
        if (state != State.CONNECTING) {
            theConnection.park();
            return;
        }
        exchange.route().upstream().reached(endpoint);
        connection = theConnection;
        state = State.WAITING;
        theConnection.begin(this, exchange.isHead());
        theConnection.write(exchange.toUpstream()
                .head(
                        endpoint.origin(),
                        exchange.loop(),
                        exchange.tryNanos(exchange.loop().now()),
                        trace,
                        theConnection.channel().alloc()));
        RequestBody body = exchange.body();
        body.replay(piece -> exchange.toUpstream().writeBody(theConnection, piece));
        if (body.isComplete()) {
            bodyComplete();
        }
        theConnection.flush();
        exchange.upload().taken(this);
    }

    @Override
    public void onConnectFailed() {
        if (state != State.CONNECTING) {
            return;
        }
        exchange.route().upstream().notReached(endpoint);
        fail(Outcome.CONNECT_FAILED);
    }

    /** Another piece of the request's body, which changes hands. */
    void sendBody(ByteBuf piece) {
        if (connection == null || bodySent) {
            piece.release();
        } else {
            exchange.toUpstream().writeBody(connection, piece);
            connection.flush();
        }
    }

    /** The request's body has been handed over to its end. */
    void bodyComplete() {
        if (connection != null && !bodySent) {
            bodySent = true;
            exchange.toUpstream().writeBodyEnd(connection, exchange.body().trailers());
            connection.requestSent();
            connection.flush();
        }
    }

    boolean takesBody() {
        return connection != null && !bodySent;
    }

    boolean writable() {
        return connection == null || connection.writable();
    }

    @Override
    public void onWritable() {
        exchange.upload().goOn();
    }

    @Override
    public void onInterim(ResponseHead head) {
        exchange.onInterim(head);
    }

    @Override
    public void onHead(ResponseHead head, Framing framing) {
        exchange.loop().timeouts().cancel(this);
        state = State.ANSWERING;
        trace.answered(head.status());
        report(Outcome.ofStatus(head.status()));
        exchange.onAnswer(this, head, framing);
    }

    @Override
    public void onData(ByteBuf data) {
        if (state == State.DRAINING && drained != null) {
            if (!drained.add(data)) {
                exchange.onDrained(null);
                abandon();
            }
        } else if (state == State.ANSWERING) {
            exchange.onData(this, data);
        } else {
            data.release();
        }
    }

    @Override
    public void onEnd(@Nullable Fields trailers) {
        exchange.loop().timeouts().cancel(this);
        State before = state;
        finished();
        connection = null;
        if (before == State.DRAINING) {
            exchange.onDrained(drained);
        } else if (before == State.ANSWERING) {
            exchange.onEnd(this, trailers);
        }
    }

    @Override
    public void onReadComplete() {
        if (state == State.ANSWERING) {
            exchange.onReadComplete();
        }
        if (state == State.ANSWERING || state == State.DRAINING) {
            exchange.loop()
                    .timeouts()
                    .set(this, exchange.loop().now() + exchange.route().stallNanos());
        }
    }

    @Override
    public void onBroken(boolean anythingReceived) {
        UpstreamConnection broken = connection;
        connection = null;
        exchange.loop().timeouts().cancel(this);
        switch (state) {
            case WAITING -> {
                boolean stale = broken != null && broken.used() && !anythingReceived;
                if (stale && !freshTried && exchange.repeatable()) {
                    // The endpoint closed an idle connection as the request was on its way. It is no failure of its.
                    freshTried = true;
                    bodySent = false;
                    state = State.CONNECTING;
                    exchange.route().metrics().stalePooledConnection();
                    start(true);
                } else {
                    connection = broken;
                    fail(Outcome.RESET);
                }
            }
            case ANSWERING -> {
                endpoint.metrics().attempt(Outcome.CUT, exchange.loop().now() - startedAt);
                trace.outcome(Outcome.CUT);
                finished();
                exchange.onCut(this);
            }
            case DRAINING -> {
                finished();
                exchange.onDrained(null);
            }
            case CONNECTING, DONE -> {}
        }
    }

    @Override
    void onTimeout() {
        if (state == State.ANSWERING || state == State.DRAINING) {
            UpstreamConnection stalled = connection;
            if (stalled != null) {
                stalled.close();
            }
            onBroken(true);
        } else if (state != State.DONE) {
            fail(Outcome.TIMEOUT);
        }
    }

    /** Reads the answer to its end without passing it on, to keep the connection, and the answer for later. */
    void drain(ResponseHead head, Framing framing) {
        state = State.DRAINING;
        drained = new KeptAnswer(head, framing);
    }

    /** Reads the answer to its end for the sake of the connection alone. */
    void discard(ResponseHead head, Framing framing) {
        if (state == State.ANSWERING) {
            drain(head, framing);
        }
    }

    /** Stops or goes on reading the answer. */
    void read(boolean on) {
        if (connection != null) {
            connection.read(on);
            if (!on) {
                exchange.loop().timeouts().cancel(this);
            }
        }
    }

    /** The raw connection, after a 101. */
    @Nullable
    UpstreamConnection upgrade() {
        finished();
        UpstreamConnection upgraded = connection;
        connection = null;
        return upgraded;
    }

    /** Given up; says nothing about the endpoint. */
    void cancel() {
        if (state == State.DONE) {
            return;
        }
        report(Outcome.CANCELLED);
        abandon();
    }

    private void fail(Outcome outcome) {
        boolean unsent = unsent();
        report(outcome);
        abandon();
        exchange.onFailed(this, outcome, unsent);
    }

    private void finished() {
        state = State.DONE;
        trace.end();
    }

    private void abandon() {
        finished();
        exchange.loop().timeouts().cancel(this);
        if (connection != null) {
            connection.close();
            connection = null;
        }
        if (drained != null) {
            drained.release();
            drained = null;
        }
    }

    private void report(Outcome outcome) {
        if (reported) {
            return;
        }
        reported = true;
        long now = exchange.loop().now();
        long rtt = now - startedAt;
        endpoint.load().onEnd(outcome, rtt, now);
        breakerPermit.on(outcome);
        endpoint.health().onOutcome(outcome);
        endpoint.count(outcome, rtt);
        trace.outcome(outcome);
        Upstream upstream = exchange.route().upstream();
        upstream.budget().onOutcome(outcome);
        switch (outcome) {
            case OK, CLIENT_ERROR -> {
                concurrencyPermit.onSuccess(rtt);
                if (upstream.hedge() != null) {
                    upstream.hedge().onSuccess(rtt);
                }
            }
            case TIMEOUT -> concurrencyPermit.onDropped();
            default -> concurrencyPermit.onIgnore();
        }
    }
}
