package dev.evenkeel.server.gateway;

import dev.evenkeel.core.resilience.ConcurrencyLimit;
import dev.evenkeel.core.resilience.Deadline;
import dev.evenkeel.core.resilience.FailedAttempt;
import dev.evenkeel.core.resilience.Hedge;
import dev.evenkeel.core.resilience.NotRetried;
import dev.evenkeel.core.resilience.Outcome;
import dev.evenkeel.core.resilience.RetryAfter;
import dev.evenkeel.core.resilience.RetryBudget;
import dev.evenkeel.core.resilience.RetryDecision;
import dev.evenkeel.core.resilience.RetryPolicy;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.KnownField;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request from its head to the end of its answer: limits, then attempts, retries and hedges, until one brings an
 * answer worth passing on or there is nothing left to try. Everything happens on one event loop, in this order:
 *
 * <pre>start → limits → attempt → (answer | failure → wait → attempt | park → attempt)* → forward | give up</pre>
 */
final class Exchange extends Timeout {
    private final Loop loop;
    private final Route route;
    private final RequestHead request;
    private final RequestBody body;
    private final Caller caller;
    private final UpstreamRequest toUpstream;
    private final String requestId;
    private final boolean idempotent;
    private final long startedAt;
    private Deadline deadline;
    private final Race race = new Race();
    private final Upload upload;
    private @Nullable KeptAnswer lastAnswer;
    private @Nullable Outcome lastOutcome;
    private final @Nullable CacheStep cache;
    private final Delivery delivery;
    private @Nullable Parked parked;
    private boolean waitsForFetch;
    private boolean done;

    /** Sends the same request to a second endpoint when the first is slow. */
    private final Timeout hedgeTimeout = new Timeout() {
        @Override
        void onTimeout() {
            hedge();
        }
    };

    Exchange(
            Loop loop,
            Route route,
            RequestHead request,
            RequestBody body,
            Caller caller,
            UpstreamRequest toUpstream,
            String requestId) {
        this.loop = loop;
        this.startedAt = loop.now();
        this.route = route;
        this.request = request;
        this.body = body;
        this.caller = caller;
        this.toUpstream = toUpstream;
        this.upload = new Upload(body, caller, route.metrics());
        this.requestId = requestId;
        this.idempotent =
                RetryPolicy.idempotent(request.method(), request.fields().has(KnownField.IDEMPOTENCY_KEY));
        this.deadline = Deadline.after(route.deadlineNanos(), startedAt);
        this.cache =
                route.cache() == null ? null : new CacheStep(route.cache(), route.metrics(), request, caller.scheme());
        this.delivery = new Delivery(this, request, caller, requestId, cache);
    }

    void start() {
        if (cache == null) {
            ask();
        } else {
            consult(cache, true);
        }
    }

    private void consult(CacheStep step, boolean mayWait) {
        switch (step.begin(this, delivery, mayWait)) {
            case ANSWERED -> step.revalidate(this::inBackground);
            case WAIT -> {
                waitsForFetch = true;
                loop.timeouts().set(this, deadline.atNanos());
            }
            case ASK -> ask();
        }
    }

    /** The exchange that this one waited for is over. */
    void fetched() {
        if (waitsForFetch && !done && cache != null) {
            waitsForFetch = false;
            loop.timeouts().cancel(this);
            consult(cache, false);
        }
    }

    /** The same request for nobody in particular. */
    private Exchange inBackground() {
        var nobody = new Nobody(caller.address(), caller.scheme());
        return new Exchange(loop, route, request, RequestBody.none(), nobody, toUpstream, requestId);
    }

    /** Fetches a new answer for the cache, unless somebody does already. */
    void refresh() {
        if (cache != null && cache.leadsRevalidation(this)) {
            ask();
        }
    }

    private void ask() {
        inTurn(route.upstream().budget().start(deadline.remaining(startedAt)));
    }

    /** Goes on after the wait that the budget gave. */
    void inTurn(long wait) {
        if (done) {
            return;
        }
        if (wait == RetryBudget.OVER_RATE) {
            refuse(
                    RouteMetrics.Refusal.RATE_LIMIT,
                    Answers.overloaded("The upstream gets as many requests as it takes."));
        } else if (wait > 0) {
            loop.after(wait, this::attempt);
        } else {
            attempt();
        }
    }

    private void attempt() {
        if (done) {
            return;
        }
        long now = loop.now();
        if (deadline.expired(now)) {
            giveUp();
            return;
        }
        List<Endpoint> endpoints = route.upstream().endpoints();
        Endpoint endpoint = loop.balancer().pick(endpoints, race.tried(), now);
        if (endpoint == null || endpoint.unreachable()) {
            park();
            return;
        }
        ConcurrencyLimit.Permit permit = route.upstream().limit().tryAcquire();
        if (permit == null) {
            refuse(
                    RouteMetrics.Refusal.CONCURRENCY,
                    Answers.overloaded("The upstream has as much to do as it copes with."));
            return;
        }
        if (race.attempts() > 0) {
            route.metrics().retry();
        }
        begin(new Attempt(this, endpoint, false, permit, now), endpoints.size() > 1, now);
    }

    private void begin(Attempt attempt, boolean choice, long now) {
        race.enter(attempt, choice);
        attempt.start(false);
        Hedge hedge = route.upstream().hedge();
        if (hedge != null && race.alone(attempt) && repeatable() && body.isComplete()) {
            long delay = hedge.delayNanos();
            if (delay != Hedge.NEVER && delay < tryNanos(now)) {
                loop.timeouts().set(hedgeTimeout, now + delay);
            }
        }
    }

    private void hedge() {
        if (done
                || !race.underWay()
                || race.hedging()
                || race.attempts() >= route.retryPolicy().maxAttempts()) {
            return;
        }
        long now = loop.now();
        List<Endpoint> endpoints = route.upstream().endpoints();
        Endpoint endpoint = loop.balancer().pick(endpoints, race.tried(), now);
        if (endpoint == null
                || !endpoint.available(now)
                || route.upstream().budget().withdraw(0) != 0) {
            return;
        }
        ConcurrencyLimit.Permit permit = route.upstream().limit().tryAcquire();
        if (permit != null) {
            route.metrics().hedge();
            begin(new Attempt(this, endpoint, true, permit, now), endpoints.size() > 1, now);
        }
    }

    private void park() {
        if (cache != null && cache.lendStale(delivery)) {
            return;
        }
        var stay = new Parked(this, loop, route.upstream(), deadline);
        if (deadline.expired(loop.now())) {
            giveUp();
        } else if (stay.begin()) {
            parked = stay;
        } else {
            if (route.config().parking().enabled()) {
                route.metrics().refused(RouteMetrics.Refusal.PARKING_FULL);
            }
            giveUp();
        }
    }

    /** The deadline came while it waited for another's answer. */
    @Override
    void onTimeout() {
        waitsForFetch = false;
        giveUp();
    }

    // What attempts report.

    void onInterim(ResponseHead head) {
        if (!delivery.answered() && !done && head.status() != 100) {
            caller.interim(head);
        }
    }

    void onAnswer(Attempt attempt, ResponseHead head, Framing framing) {
        race.leave(attempt);
        if (done || delivery.answered()) {
            attempt.cancel();
            return;
        }
        lastOutcome = Outcome.ofStatus(head.status());
        if (RetryPolicy.retryable(head.status())) {
            if (race.underWay()) {
                attempt.drain(head, framing);
                return;
            }
            RetryDecision decision = decide(lastOutcome, head, false);
            if (decision instanceof RetryDecision.Retry(long delay)) {
                attempt.drain(head, framing);
                retryAfter(delay);
                return;
            }
        }
        forward(attempt, head, framing);
    }

    void onFailed(Attempt attempt, Outcome outcome, boolean unsent) {
        race.leave(attempt);
        if (done || delivery.answered()) {
            return;
        }
        lastOutcome = outcome;
        if (race.underWay()) {
            return;
        }
        if (outcome == Outcome.CONNECT_FAILED && !route.upstream().reachable()) {
            park();
            return;
        }
        if (decide(outcome, null, unsent) instanceof RetryDecision.Retry(long delay)) {
            retryAfter(delay);
        } else {
            giveUp();
        }
    }

    private RetryDecision decide(Outcome outcome, @Nullable ResponseHead head, boolean unsent) {
        long asked = head == null || route.upstream().endpoints().size() > 1
                ? 0
                : RetryAfter.nanos(head.fields().get(KnownField.RETRY_AFTER), System.currentTimeMillis() / 1000);
        var failed = new FailedAttempt(
                outcome,
                head == null ? 0 : head.status(),
                race.attempts(),
                idempotent,
                unsent,
                body.replayable(),
                asked);
        RetryDecision decision = route.retryPolicy()
                .decide(failed, deadline, loop.now(), route.upstream().budget(), loop.random());
        if (decision instanceof RetryDecision.Stop(NotRetried why)) {
            route.metrics().notRetried(why);
        }
        return decision;
    }

    private void retryAfter(long delayNanos) {
        loop.timeouts().cancel(hedgeTimeout);
        loop.after(delayNanos, this::attempt);
    }

    private void forward(Attempt attempt, ResponseHead head, Framing framing) {
        loop.timeouts().cancel(hedgeTimeout);
        race.wonBy(attempt);
        if (cache != null && cache.refuted(head, toUpstream)) {
            attempt.cancel();
            attempt();
            return;
        }
        if (attempt.isHedge()) {
            route.metrics().hedgeWon();
        }
        delivery.forward(attempt, head, framing);
    }

    void onData(Attempt attempt, ByteBuf data) {
        if (attempt == delivery.winner() && !done) {
            delivery.data(attempt, data);
        } else {
            data.release();
        }
    }

    void onReadComplete() {
        if (!done) {
            caller.flush();
        }
    }

    void onEnd(Attempt attempt, @Nullable Fields trailers) {
        if (attempt == delivery.winner() && !done) {
            delivery.end(trailers);
        }
    }

    void onCut(Attempt attempt) {
        if (attempt == delivery.winner() && !done) {
            delivery.cut();
        }
    }

    /** An error answer was read to its end; null when it couldn't be. */
    void onDrained(@Nullable KeptAnswer answer) {
        if (answer == null) {
            return;
        }
        if (done || delivery.answered()) {
            answer.release();
            return;
        }
        if (lastAnswer != null) {
            lastAnswer.release();
        }
        lastAnswer = answer;
    }

    // What the caller does.

    /** A piece of the body, which changes hands. */
    void onBody(ByteBuf piece) {
        if (done) {
            piece.release();
        } else {
            upload.piece(piece, taker());
        }
    }

    /** The attempt that takes the body now; null when none does. */
    private @Nullable Attempt taker() {
        return delivery.winner() == null ? race.first() : delivery.winner();
    }

    void onBodyEnd(@Nullable Fields trailers) {
        body.complete(trailers);
        if (done) {
            return;
        }
        deadline = Deadline.after(route.deadlineNanos(), loop.now());
        Attempt taker = taker();
        if (taker != null) {
            taker.bodyComplete();
            taker.armTimeout();
        }
    }

    void callerWritable() {
        Attempt answering = delivery.winner();
        if (answering != null && !done) {
            answering.read(true);
        }
    }

    /** The caller left: nobody needs the answer. */
    void callerGone() {
        if (done) {
            return;
        }
        Attempt answering = delivery.winner();
        delivery.drop();
        finish();
        race.cancelAll();
        if (answering != null) {
            answering.cancel();
        }
    }

    // How it ends.

    private void refuse(RouteMetrics.Refusal why, Answers answer) {
        route.metrics().refused(why);
        if (lastAnswer != null || cache != null) {
            giveUp(answer);
        } else {
            delivery.send(answer);
        }
    }

    /** Nothing is left to try. */
    void giveUp() {
        giveUp(Answers.failed(lastOutcome, race.attempts()));
    }

    private void giveUp(Answers otherwise) {
        if (cache != null && cache.lendStale(delivery)) {
            return;
        }
        KeptAnswer last = lastAnswer;
        lastAnswer = null;
        if (last == null) {
            delivery.send(otherwise);
        } else {
            delivery.send(last);
        }
    }

    /** What was held for the exchange goes back. */
    void finish() {
        done = true;
        loop.timeouts().cancel(this);
        loop.timeouts().cancel(hedgeTimeout);
        if (parked != null) {
            parked.leave();
        }
        if (cache != null) {
            cache.release();
        }
        body.release();
        if (lastAnswer != null) {
            lastAnswer.release();
            lastAnswer = null;
        }
        long took = loop.now() - startedAt;
        route.metrics().request(delivery.status(), took, delivery.waited());
        toUpstream.trace().end(delivery.status(), race.attempts());
        route.accessLog().request(loop, route, request, caller, delivery, race.attempts(), took);
    }

    // What attempts ask for.

    int attempts() {
        return race.attempts();
    }

    Loop loop() {
        return loop;
    }

    Route route() {
        return route;
    }

    Upload upload() {
        return upload;
    }

    RequestBody body() {
        return body;
    }

    boolean isHead() {
        return request.method().equals("HEAD");
    }

    /** Whether the whole request may be sent again without harm. */
    boolean repeatable() {
        return idempotent && body.replayable();
    }

    /** How long a try that starts now may take. */
    long tryNanos(long now) {
        return deadline.tryTimeout(route.tryNanos(), now);
    }

    UpstreamRequest toUpstream() {
        return toUpstream;
    }
}
