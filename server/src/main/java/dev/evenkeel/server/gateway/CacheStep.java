package dev.evenkeel.server.gateway;

import dev.evenkeel.core.cache.CacheDecision;
import dev.evenkeel.core.cache.CachePolicy;
import dev.evenkeel.core.cache.Conditions;
import dev.evenkeel.core.cache.Invalidation;
import dev.evenkeel.core.cache.NotStored;
import dev.evenkeel.core.cache.Preconditions;
import dev.evenkeel.core.cache.StoredResponse;
import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.gateway.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the cache does for one exchange: answers it, makes its request a validation, keeps its answer, and lends a stale
 * one when the upstream fails. The decisions are those of {@link CachePolicy}; this carries them out.
 */
final class CacheStep {

    /** What the exchange has to do. */
    enum Verdict {
        /** It is answered. */
        ANSWERED,
        /** Ask the upstream. */
        ASK,
        /** Another exchange is asking: wait for it. */
        WAIT
    }

    private final ResponseCache cache;
    private final RouteMetrics metrics;
    private final RequestHead request;
    private final WireFields requestFields;
    private final String key;
    private final long requestMillis = System.currentTimeMillis();
    private ResponseCache.@Nullable Entry found;
    private @Nullable Fetch fetch;
    private boolean leads;
    private boolean validating;
    /** What is stored, updated by the upstream's 304. */
    private @Nullable StoredResponse refreshed;

    private boolean revalidateNow;
    private @Nullable ByteArrayOutputStream body;
    private @Nullable StoredResponse storing;

    CacheStep(ResponseCache cache, RouteMetrics metrics, RequestHead request, String scheme) {
        this.cache = cache;
        this.metrics = metrics;
        this.request = request;
        this.requestFields = new WireFields(request.fields());
        this.key = scheme + "://" + request.authority() + request.target();
    }

    /**
     * Looks.
     *
     * @param mayWait whether it may wait for another exchange
     */
    Verdict begin(Exchange exchange, Delivery delivery, boolean mayWait) {
        found = cache.find(key, requestFields);
        StoredResponse stored = found == null ? null : found.response();
        switch (cache.policy().lookup(stored, request.method(), requestFields, System.currentTimeMillis())) {
            case CacheDecision.Fresh(long age) -> {
                metrics.cache(mayWait ? RouteMetrics.CacheResult.HIT : RouteMetrics.CacheResult.COALESCED);
                answer(delivery, age, "hit");
                return Verdict.ANSWERED;
            }
            case CacheDecision.Stale(long age, long stale) -> {
                metrics.cache(RouteMetrics.CacheResult.STALE);
                answer(delivery, age, "hit; ttl=-" + stale);
                return Verdict.ANSWERED;
            }
            case CacheDecision.StaleWhileRevalidate(long age, long stale, Conditions _) -> {
                metrics.cache(RouteMetrics.CacheResult.STALE);
                // The answer to HEAD can't be stored in place of the old one.
                revalidateNow = request.method().equals("GET");
                answer(delivery, age, "hit; ttl=-" + stale + "; detail=stale-while-revalidate");
                return Verdict.ANSWERED;
            }
            case CacheDecision.Unsatisfiable() -> {
                delivery.send(Answers.of(
                        504,
                        "Gateway timeout",
                        "The answer is not in the cache, and only-if-cached" + " asks for nothing else."));
                return Verdict.ANSWERED;
            }
            case CacheDecision.Validate(Conditions conditions) -> {
                metrics.cache(RouteMetrics.CacheResult.MISS);
                validate(exchange, conditions);
            }
            case CacheDecision.Miss(CacheDecision.Miss.Reason reason) ->
                metrics.cache(
                        reason == CacheDecision.Miss.Reason.METHOD
                                ? RouteMetrics.CacheResult.BYPASS
                                : RouteMetrics.CacheResult.MISS);
        }
        return join(exchange, mayWait);
    }

    private Verdict join(Exchange exchange, boolean mayWait) {
        if (!mayWait || !request.method().equals("GET") || !request.framing().isNone()) {
            return Verdict.ASK;
        }
        Fetch joined = cache.fetch(key);
        if (joined == null) {
            return Verdict.ASK;
        }
        if (joined.lead()) {
            fetch = joined;
            leads = true;
            return Verdict.ASK;
        }
        joined.await(() -> exchange.loop().executor().execute(exchange::fetched));
        return Verdict.WAIT;
    }

    /** For a request of the cache's own, in the background: whether it is the one to make it. */
    boolean leadsRevalidation(Exchange exchange) {
        found = cache.find(key, requestFields);
        Fetch joined = cache.fetch(key);
        if (found == null || joined == null || !joined.lead()) {
            return false;
        }
        fetch = joined;
        leads = true;
        validate(exchange, found.response().conditions());
        return true;
    }

    private void validate(Exchange exchange, Conditions conditions) {
        if (!conditions.isEmpty() && request.method().equals("GET")) {
            validating = true;
            exchange.toUpstream().conditions(conditions);
        }
    }

    /** Where a stale answer was given that is to be replaced, starts to. */
    void revalidate(Supplier<Exchange> background) {
        if (revalidateNow) {
            background.get().refresh();
        }
    }

    /**
     * Whether a 304 is about something else than what is stored. Then that is forgotten, and the request is to go out
     * again without conditions: nobody could make anything of this answer (RFC 9111 §4.3.4).
     */
    boolean refuted(ResponseHead head, UpstreamRequest toUpstream) {
        ResponseCache.Entry entry = found;
        if (head.status() != 304 || !validating || entry == null) {
            return false;
        }
        validating = false;
        refreshed =
                entry.response().refreshed(new WireFields(head.fields()), requestMillis, System.currentTimeMillis());
        if (refreshed != null) {
            return false;
        }
        found = null;
        cache.remove(key);
        toUpstream.conditions(new Conditions(null, null));
        return true;
    }

    /**
     * The upstream's final answer.
     *
     * @return whether it was dealt with here; otherwise it is to be passed on
     */
    boolean onAnswer(Delivery delivery, ResponseHead head) {
        ResponseCache.Entry entry = found;
        long now = System.currentTimeMillis();
        Invalidation.targets(request.method(), key, head.status(), new WireFields(head.fields()))
                .forEach(cache::remove);
        StoredResponse updated = refreshed;
        if (updated != null && entry != null) {
            metrics.cache(RouteMetrics.CacheResult.REVALIDATED);
            found = new ResponseCache.Entry(updated, entry.body());
            keep(updated, found, now);
            release();
            answer(delivery, updated.ageMillis(now) / 1000, "hit; fwd=stale; fwd-status=304");
            return true;
        }
        if (CachePolicy.isError(head.status()) && lendStale(delivery)) {
            return true;
        }
        storing = cache.policy()
                .store(
                        request.method(),
                        requestFields,
                        head.status(),
                        new WireFields(head.fields()),
                        requestMillis,
                        now);
        if (storing != null) {
            body = new ByteArrayOutputStream();
        } else if (request.method().equals("GET") && !CachePolicy.isError(head.status())) {
            cache.notStorable(key);
            release();
        }
        head.fields().add("Cache-Status", "evenkeel; fwd=" + (entry == null ? "uri-miss" : "stale"));
        return false;
    }

    /** Stores what a 304 has updated, unless it forbids that now, as with {@code no-store}. */
    private void keep(StoredResponse updated, ResponseCache.Entry entry, long now) {
        NotStored objection = cache.policy().objection("GET", requestFields, updated.status(), updated.fields(), now);
        if (objection == null) {
            cache.store(key, entry);
        } else if (objection != NotStored.AUTHORIZATION) {
            cache.remove(key);
        }
    }

    /** Answers with what is stored although the upstream failed, if that is allowed. */
    boolean lendStale(Delivery delivery) {
        if (found == null
                || (!request.method().equals("GET") && !request.method().equals("HEAD"))) {
            return false;
        }
        CacheDecision.Stale stale = cache.policy().onError(found.response(), requestFields, System.currentTimeMillis());
        if (stale == null) {
            return false;
        }
        metrics.cache(RouteMetrics.CacheResult.STALE);
        release();
        answer(delivery, stale.ageSeconds(), "hit; ttl=-" + stale.staleSeconds() + "; detail=stale-if-error");
        return true;
    }

    /** A piece of the answer passes by. */
    void onData(ByteBuf data) {
        ByteArrayOutputStream keeping = body;
        if (keeping == null) {
            return;
        }
        if (keeping.size() + data.readableBytes() > cache.maxEntrySize()) {
            body = null;
            storing = null;
            cache.notStorable(key);
            return;
        }
        try {
            data.getBytes(data.readerIndex(), keeping, data.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer is complete. */
    void onEnd() {
        if (storing != null && body != null) {
            cache.store(key, new ResponseCache.Entry(storing, body.toByteArray()));
        }
        release();
    }

    /** The exchange is over, however it went: whoever waits goes on. */
    void release() {
        Fetch led = fetch;
        fetch = null;
        if (led != null && leads) {
            cache.ended(led);
        }
    }

    private void answer(Delivery delivery, long age, String status) {
        ResponseCache.Entry entry = found;
        if (entry == null) {
            return;
        }
        StoredResponse stored = entry.response();
        var fields = new Fields();
        stored.fields().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Age")) {
                fields.add(name, value);
            }
        });
        fields.add("Age", String.valueOf(age));
        fields.add("Cache-Status", "evenkeel; " + status);
        boolean unchanged = Preconditions.notModified(stored, requestFields, System.currentTimeMillis() / 1000);
        int code = unchanged ? 304 : stored.status();
        Framing framing = unchanged ? Framing.NONE : new Framing(Framing.Kind.LENGTH, entry.body().length);
        boolean withBody = !unchanged && !request.method().equals("HEAD") && entry.body().length > 0;
        delivery.fromCache(
                new ResponseHead(code, unchanged ? "Not Modified" : code == 200 ? "OK" : "Stored", 1, fields),
                framing,
                withBody ? Unpooled.wrappedBuffer(entry.body()) : null);
    }
}
