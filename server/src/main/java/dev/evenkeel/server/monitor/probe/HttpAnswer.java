package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Cause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one answer to its end; then the attempt has succeeded, or goes on where the answer redirects to. */
final class HttpAnswer extends SimpleChannelInboundHandler<HttpObject> {
    private static final byte[] NO_BODY = {};

    private final Attempt attempt;
    private final HttpRequestSettings request;
    private boolean informational;
    private byte[] kept = NO_BODY;
    private int keptLength;
    private @Nullable String location;

    HttpAnswer(Attempt attempt, HttpRequestSettings request) {
        this.attempt = attempt;
        this.request = request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (attempt.ended()) {
            return;
        }
        if (message.decoderResult().isFailure()) {
            Throwable wrong = message.decoderResult().cause();
            if (wrong instanceof PrematureChannelClosureException) {
                attempt.fail(wrong);
            } else {
                attempt.fail(Cause.PROTOCOL, "not an HTTP answer: " + wrong.getMessage());
            }
            return;
        }
        if (message instanceof HttpResponse head) {
            head(head);
        }
        if (message instanceof HttpContent content && !informational) {
            add(content.content());
            if (message instanceof LastHttpContent) {
                complete();
            }
        }
    }

    private void head(HttpResponse head) {
        int status = head.status().code();
        informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL && status != 101;
        if (informational) {
            return;
        }
        attempt.enter(Phase.TRANSFER);
        Answer answer = attempt.answer();
        answer.status = status;
        answer.headers = head.headers();
        answer.bodyLength = 0;
        if (!"HTTP/2".equals(answer.protocol)) {
            answer.protocol = head.protocolVersion().text();
        }
        location = isRedirect(status) && request.maxRedirects() > 0
                ? head.headers().get(HttpHeaderNames.LOCATION)
                : null;
    }

    private void add(ByteBuf bytes) {
        int length = bytes.readableBytes();
        attempt.answer().bodyLength += length;
        int room = request.keptBody() - keptLength;
        if (length > room && request.overlong() == HttpRequestSettings.Overlong.FAILS) {
            attempt.fail(
                    Cause.PROTOCOL,
                    "the body is longer than " + request.keptBody()
                            + " bytes, so the conditions on it can't be judged");
            return;
        }
        int taken = Math.min(length, room);
        if (taken > 0) {
            if (keptLength == 0) {
                kept = ByteBufUtil.getBytes(bytes, bytes.readerIndex(), taken);
            } else {
                kept = keptLength + taken > kept.length
                        ? Arrays.copyOf(kept, Math.max(keptLength + taken, kept.length * 2))
                        : kept;
                bytes.getBytes(bytes.readerIndex(), kept, keptLength, taken);
            }
            keptLength += taken;
        }
    }

    private void complete() {
        if (attempt.ended()) {
            return;
        }
        Answer answer = attempt.answer();
        answer.body = kept.length == keptLength ? kept : Arrays.copyOf(kept, keptLength);
        String next = location;
        if (next == null) {
            attempt.succeed();
        } else if (answer.redirects >= request.maxRedirects()) {
            attempt.fail(Cause.PROTOCOL, "redirected more than " + request.maxRedirects() + " times, last to " + next);
        } else {
            follow(next);
        }
    }

    private void follow(String next) {
        URI target;
        try {
            target = request.url().resolve(next);
        } catch (IllegalArgumentException e) {
            attempt.fail(Cause.PROTOCOL, "redirected to what is no address: " + next);
            return;
        }
        boolean http = "http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme());
        if (!http || target.getHost() == null) {
            attempt.fail(Cause.PROTOCOL, "redirected to what is no HTTP address: " + next);
            return;
        }
        attempt.answer().redirects++;
        attempt.disconnect();
        HttpProbe.run(attempt, redirected(target));
    }

    /** 307 and 308 keep method and body, the others become GET (RFC 9110, 15.4); another host gets no secrets. */
    private HttpRequestSettings redirected(URI target) {
        Integer status = attempt.answer().status;
        boolean keeps = (status != null && (status == 307 || status == 308))
                || request.method().equals(HttpMethod.GET)
                || request.method().equals(HttpMethod.HEAD);
        HttpRequestSettings there = keeps
                ? request.toUrl(target, request.method(), request.body())
                : request.toUrl(target, HttpMethod.GET, NO_BODY);
        boolean sameOrigin = target.getHost().equalsIgnoreCase(request.url().getHost())
                && there.port() == request.port()
                && there.secure() == request.secure();
        return sameOrigin ? there : there.withoutSecrets();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
