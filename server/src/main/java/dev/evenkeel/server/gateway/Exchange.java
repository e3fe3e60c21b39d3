package dev.evenkeel.server.gateway;

import dev.evenkeel.core.cache.Conditions;
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
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
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
    private final boolean isHead;
    private final long startedAt = System.nanoTime();
    private Deadline deadline;
    private List<Endpoint> tried = List.of();
    private int attempts;
    /** The attempts under way: one, or two while hedging. */
    private @Nullable Attempt first;

    private @Nullable Attempt second;
    private @Nullable Attempt winner;
    private @Nullable KeptAnswer lastAnswer;
    private @Nullable Outcome lastOutcome;
    private final @Nullable CacheStep cache;
    private boolean parked;
    private boolean waitsForFetch;
    private boolean answered;
    private boolean done;
    private int status;
    private boolean bodyMarked;
    private long waited;

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
        this.route = route;
        this.request = request;
        this.body = body;
        this.caller = caller;
        this.toUpstream = toUpstream;
        this.requestId = requestId;
        this.idempotent =
                RetryPolicy.idempotent(request.method(), request.fields().has(KnownField.IDEMPOTENCY_KEY));
        this.isHead = request.method().equals("HEAD");
        this.deadline = Deadline.after(route.deadlineNanos(), startedAt);
        this.cache =
                route.cache() == null ? null : new CacheStep(route.cache(), route.metrics(), request, caller.scheme());
    }

    void start() {
        if (cache == null) {
            ask();
        } else {
            consult(cache, true);
        }
    }

    private void consult(CacheStep step, boolean mayWait) {
        switch (step.begin(this, mayWait)) {
            case ANSWERED -> {
                if (step.revalidates()) {
                    revalidate();
                }
            }
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

    /** Fetches a new answer in place of the stale one that was given, for nobody in particular. */
    private void revalidate() {
        var nobody = new Nobody(caller.address(), caller.scheme());
        var complete = new RequestBody();
        complete.complete(null);
        var background = new Exchange(loop, route, request, complete, nobody, toUpstream, requestId);
        CacheStep step = background.cache;
        if (step != null && step.leadsRevalidation(background)) {
            background.ask();
        }
    }

    void conditions(Conditions conditions) {
        toUpstream.conditions(conditions);
    }

    void answerFromCache(ResponseHead head, Framing framing, @Nullable ByteBuf data) {
        answered = true;
        status = head.status();
        decorate(head.fields());
        finish();
        caller.answer(head, framing);
        if (data != null) {
            caller.data(data);
        }
        caller.end(null);
    }

    private void ask() {
        RetryBudget budget = route.upstream().budget();
        long wait = budget.start(deadline.remaining(startedAt));
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
        long now = System.nanoTime();
        if (deadline.expired(now)) {
            giveUp();
            return;
        }
        List<Endpoint> endpoints = route.upstream().endpoints();
        Endpoint endpoint = loop.balancer().pick(endpoints, tried, now);
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
        if (attempts > 0) {
            route.metrics().retry();
        }
        var attempt = new Attempt(this, endpoint, false, permit, now);
        first = attempt;
        begin(attempt, endpoints.size() > 1);
        armHedge(attempt, now);
    }

    private void begin(Attempt attempt, boolean remember) {
        attempts++;
        if (remember) {
            if (tried.isEmpty()) {
                tried = new ArrayList<>(4);
            }
            tried.add(attempt.endpoint());
        }
        attempt.start(false);
    }

    private void armHedge(Attempt attempt, long now) {
        Hedge hedge = route.upstream().hedge();
        if (hedge == null || first != attempt || done || answered || !repeatable() || !body.isComplete()) {
            return;
        }
        long delay = hedge.delayNanos();
        if (delay != Hedge.NEVER && delay < tryNanos(now)) {
            loop.timeouts().set(hedgeTimeout, now + delay);
        }
    }

    private void hedge() {
        if (done
                || answered
                || first == null
                || second != null
                || attempts >= route.retryPolicy().maxAttempts()) {
            return;
        }
        long now = System.nanoTime();
        List<Endpoint> endpoints = route.upstream().endpoints();
        Endpoint endpoint = loop.balancer().pick(endpoints, tried, now);
        if (endpoint == null
                || !endpoint.available(now)
                || route.upstream().budget().withdraw(0) != 0) {
            return;
        }
        ConcurrencyLimit.Permit permit = route.upstream().limit().tryAcquire();
        if (permit != null) {
            route.metrics().hedge();
            var attempt = new Attempt(this, endpoint, true, permit, now);
            second = attempt;
            begin(attempt, endpoints.size() > 1);
        }
    }

    private void park() {
        if (cache != null && cache.lendStale(this)) {
            return;
        }
        if (deadline.expired(System.nanoTime())) {
            giveUp();
        } else if (route.upstream().parking().park(loop, this)) {
            parked = true;
            loop.timeouts().set(this, deadline.atNanos());
        } else {
            if (route.config().parking().enabled()) {
                route.metrics().refused(RouteMetrics.Refusal.PARKING_FULL);
            }
            giveUp();
        }
    }

    /** An endpoint can be reached again. */
    void unparked() {
        parked = false;
        loop.timeouts().cancel(this);
        attempt();
    }

    /** The deadline came while it was parked, or waited for another's answer. */
    @Override
    void onTimeout() {
        if (parked) {
            parked = false;
            route.upstream().parking().leave(loop, this);
            giveUp();
        } else if (waitsForFetch) {
            waitsForFetch = false;
            giveUp();
        }
    }

    // What attempts report.

    void onInterim(ResponseHead head) {
        if (!answered && !done && head.status() != 100) {
            caller.interim(head);
        }
    }

    void onAnswer(Attempt attempt, ResponseHead head, Framing framing) {
        detach(attempt);
        if (done || answered) {
            attempt.cancel();
            return;
        }
        lastOutcome = Outcome.ofStatus(head.status());
        if (RetryPolicy.retryable(head.status())) {
            if (underWay()) {
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
        detach(attempt);
        if (done || answered) {
            return;
        }
        lastOutcome = outcome;
        if (underWay()) {
            return;
        }
        if (outcome == Outcome.CONNECT_FAILED && allUnreachable()) {
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
                outcome, head == null ? 0 : head.status(), attempts, idempotent, unsent, body.replayable(), asked);
        RetryDecision decision = route.retryPolicy()
                .decide(failed, deadline, System.nanoTime(), route.upstream().budget(), loop.random());
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
        answered = true;
        winner = attempt;
        loop.timeouts().cancel(hedgeTimeout);
        cancelOthers();
        waited = System.nanoTime() - attempt.startedAt();
        if (attempt.isHedge()) {
            route.metrics().hedgeWon();
        }
        status = head.status();
        if (head.status() == 101) {
            upgrade(attempt, head);
            return;
        }
        if (cache != null && cache.onAnswer(this, head)) {
            attempt.discard(head, framing);
            return;
        }
        decorate(head.fields());
        caller.answer(head, framing);
    }

    private void upgrade(Attempt attempt, ResponseHead head) {
        UpstreamConnection connection = attempt.upgrade();
        if (connection == null || !toUpstream.upgrade()) {
            if (connection != null) {
                connection.close();
            }
            send(Answers.failed(Outcome.RESET, attempts));
            return;
        }
        finish();
        caller.upgrade(head, connection);
    }

    private void decorate(Fields fields) {
        fields.add("Via", "1.1 evenkeel");
        fields.set("X-Request-Id", requestId);
        if (route.config().showAttempts() || request.fields().has(KnownField.X_EVENKEEL_ATTEMPTS)) {
            fields.set("X-Evenkeel-Attempts", String.valueOf(attempts));
        }
        if (!body.replayable()) {
            fields.set("X-Evenkeel-Retryable", "no; body-too-large");
        }
    }

    void onData(Attempt attempt, ByteBuf data) {
        if (attempt != winner || done) {
            data.release();
            return;
        }
        if (cache != null) {
            cache.onData(data);
        }
        caller.data(data);
        if (!caller.writable()) {
            caller.flush();
            attempt.read(caller.writable());
        }
    }

    void onReadComplete() {
        if (!done) {
            caller.flush();
        }
    }

    void onEnd(Attempt attempt, @Nullable Fields trailers) {
        if (attempt == winner && !done) {
            if (cache != null) {
                cache.onEnd();
            }
            finish();
            caller.end(trailers);
        }
    }

    void onCut(Attempt attempt) {
        if (attempt == winner && !done) {
            lastOutcome = Outcome.CUT;
            finish();
            caller.abort();
        }
    }

    /** An error answer was read to its end; null when it couldn't be. */
    void onDrained(@Nullable KeptAnswer answer) {
        if (answer == null) {
            return;
        }
        if (done || answered) {
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
        Attempt taker = first;
        if (winner != null) {
            taker = winner;
        }
        if (done) {
            piece.release();
        } else if (taker != null && taker.takesBody()) {
            body.add(piece.retainedDuplicate());
            taker.sendBody(piece);
            forgetBody();
            if (!taker.writable()) {
                caller.readBody(false);
            }
        } else {
            body.add(piece);
            if (body.full()) {
                caller.readBody(false);
            }
        }
    }

    void onBodyEnd(@Nullable Fields trailers) {
        body.complete(trailers);
        if (done) {
            return;
        }
        deadline = Deadline.after(route.deadlineNanos(), System.nanoTime());
        Attempt taker = winner == null ? first : winner;
        if (taker != null) {
            taker.bodyComplete();
            taker.armTimeout();
        }
    }

    /** An attempt has taken what there was of the body. */
    void bodyTaken(Attempt attempt) {
        forgetBody();
        if (!body.isComplete() && attempt.writable()) {
            caller.readBody(true);
        }
    }

    private void forgetBody() {
        body.forgetIfTooLarge();
        if (!bodyMarked && !body.replayable()) {
            bodyMarked = true;
            route.metrics().notReplayable();
        }
    }

    void upstreamWritable() {
        if (!done && !body.isComplete()) {
            caller.readBody(true);
        }
    }

    void callerWritable() {
        if (winner != null && !done) {
            winner.read(true);
        }
    }

    /** The caller left: nobody needs the answer. */
    void callerGone() {
        if (done) {
            return;
        }
        route.metrics().callerGone();
        status = 0;
        Attempt answering = winner;
        finish();
        cancelOthers();
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
            send(answer);
        }
    }

    private void giveUp() {
        giveUp(Answers.failed(lastOutcome, attempts));
    }

    private void giveUp(Answers otherwise) {
        if (cache != null && cache.lendStale(this)) {
            return;
        }
        KeptAnswer last = lastAnswer;
        if (last == null) {
            send(otherwise);
            return;
        }
        lastAnswer = null;
        answered = true;
        status = last.head().status();
        decorate(last.head().fields());
        finish();
        last.sendTo(caller);
    }

    void send(Answers answer) {
        answered = true;
        status = answer.status();
        finish();
        answer.sendTo(caller, requestId, isHead);
    }

    private void finish() {
        done = true;
        loop.timeouts().cancel(this);
        loop.timeouts().cancel(hedgeTimeout);
        if (parked) {
            parked = false;
            route.upstream().parking().leave(loop, this);
        }
        if (cache != null) {
            cache.release();
        }
        body.release();
        if (lastAnswer != null) {
            lastAnswer.release();
            lastAnswer = null;
        }
        if (status > 0) {
            route.metrics().request(status, System.nanoTime() - startedAt, waited);
        }
    }

    private void cancelOthers() {
        Attempt one = first;
        Attempt other = second;
        first = null;
        second = null;
        if (one != null) {
            one.cancel();
        }
        if (other != null) {
            other.cancel();
        }
    }

    private void detach(Attempt attempt) {
        if (first == attempt) {
            first = null;
        } else if (second == attempt) {
            second = null;
        }
    }

    private boolean underWay() {
        return first != null || second != null;
    }

    private boolean allUnreachable() {
        for (Endpoint endpoint : route.upstream().endpoints()) {
            if (!endpoint.unreachable()) {
                return false;
            }
        }
        return true;
    }

    // What attempts ask for.

    Loop loop() {
        return loop;
    }

    Route route() {
        return route;
    }

    RequestBody body() {
        return body;
    }

    boolean isHead() {
        return isHead;
    }

    boolean answering() {
        return !done;
    }

    /** Whether the whole request may be sent again without harm. */
    boolean repeatable() {
        return idempotent && body.replayable();
    }

    /** How long a try that starts now may take. */
    long tryNanos(long now) {
        return deadline.tryTimeout(route.tryNanos(), now);
    }

    ByteBuf requestHead(Attempt attempt, ByteBufAllocator alloc) {
        return toUpstream.head(attempt.endpoint().origin(), loop, tryNanos(System.nanoTime()), alloc);
    }

    void writeBody(UpstreamConnection connection, ByteBuf piece) {
        toUpstream.writeBody(connection, piece);
    }

    void writeBodyEnd(UpstreamConnection connection) {
        toUpstream.writeBodyEnd(connection, body.trailers());
    }
}
