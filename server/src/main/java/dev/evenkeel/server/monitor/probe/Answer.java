package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Evidence;
import dev.evenkeel.core.probe.Schedule;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.platform.telemetry.TraceContext;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run, as far as it got. Filled by its {@link Attempt} and not changed any more once that has ended.
 */
public final class Answer implements Evidence {
    private static final byte[] NOTHING = {};

    final TraceContext trace;
    final long startNanos;
    final long[] phases = new long[Phase.COUNT];
    long endNanos;

    @Nullable
    Cause cause;

    @Nullable
    String error;

    @Nullable
    Integer status;

    HttpHeaders headers = EmptyHttpHeaders.INSTANCE;
    byte[] body = NOTHING;
    long bodyLength;

    @Nullable
    String protocol;

    @Nullable
    String address;

    List<X509Certificate> certificates = List.of();

    @Nullable
    String tlsVersion;

    @Nullable
    String tlsCipher;

    @Nullable
    String url;

    @Nullable
    DnsMessage dns;

    @Nullable
    Conversation conversation;

    int redirects;
    long stalledNanos;
    private @Nullable Object json;
    private boolean jsonRead;

    Answer(TraceContext trace, long startNanos) {
        this.trace = trace;
        this.startNanos = startNanos;
        this.endNanos = startNanos;
        Arrays.fill(phases, Timings.NONE);
    }

    /** Where it went wrong; null when the target answered, whatever it said. */
    public @Nullable Cause cause() {
        return cause;
    }

    /** The same in words. */
    public @Nullable String error() {
        return error;
    }

    public boolean answered() {
        return cause == null;
    }

    public Instant start() {
        return Schedule.instant(startNanos);
    }

    public Instant end() {
        return Schedule.instant(endNanos);
    }

    public String traceId() {
        return trace.traceId();
    }

    @Override
    public @Nullable Integer status() {
        return status;
    }

    @Override
    public Duration latency() {
        return Duration.ofNanos(endNanos - startNanos);
    }

    @Override
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** What was kept of the body; not to be changed. */
    public byte[] bodyBytes() {
        return body;
    }

    /** What came of the dialogue on a TCP connection; null when there was none, or it was not finished. */
    public @Nullable Conversation conversation() {
        return conversation;
    }

    /** How many bytes came, whether or not they were kept. */
    public long bodyLength() {
        return bodyLength;
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** All header fields of that name. */
    public List<String> headers(String name) {
        return headers.getAll(name);
    }

    @Override
    public @Nullable Object json() {
        if (!jsonRead) {
            jsonRead = true;
            try {
                json = body.length == 0 ? NO_JSON : Json.mapper().readValue(body, Object.class);
            } catch (IOException e) {
                json = NO_JSON;
            }
        }
        return json;
    }

    @Override
    public @Nullable Duration certificateExpiresIn() {
        Instant expiry = certificateExpiry();
        return expiry == null ? null : Duration.between(end(), expiry);
    }

    /** When the first certificate of the chain expires; null without TLS. */
    public @Nullable Instant certificateExpiry() {
        return certificates.isEmpty()
                ? null
                : certificates.getFirst().getNotAfter().toInstant();
    }

    /** As the target presented them, its own first. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** As in {@code TLSv1.3}; null without TLS. */
    public @Nullable String tlsVersion() {
        return tlsVersion;
    }

    public @Nullable String tlsCipher() {
        return tlsCipher;
    }

    @Override
    public @Nullable String ip() {
        return address;
    }

    @Override
    public @Nullable String rcode() {
        return dns == null ? null : dns.rcode();
    }

    /** The answer of a name server; null when it isn't DNS or none came. */
    public @Nullable DnsMessage dns() {
        return dns;
    }

    @Override
    public @Nullable String protocol() {
        return protocol;
    }

    /** How many redirects were followed. */
    public int redirects() {
        return redirects;
    }

    /** What was asked last, after redirects; null when it isn't HTTP. */
    public @Nullable String url() {
        return url;
    }

    /** How long our own thread stood still meanwhile. */
    public Duration stalled() {
        return Duration.ofNanos(stalledNanos);
    }

    /** The same answer as it would have been had our own thread not stood still. */
    public Evidence withoutStall() {
        return new Unstalled(this);
    }

    public Timings timings() {
        return new Timings(
                phases[Phase.DNS.index()],
                phases[Phase.CONNECT.index()],
                phases[Phase.TLS.index()],
                phases[Phase.FIRST_BYTE.index()],
                phases[Phase.TRANSFER.index()]);
    }
}
