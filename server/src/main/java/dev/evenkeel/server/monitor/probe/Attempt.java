package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Cause;
import dev.evenkeel.core.probe.Timings;
import dev.evenkeel.server.platform.telemetry.TraceContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One run of a probe: looks names up, connects, measures, and ends exactly once, at the latest at its timeout. Used on
 * its loop alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What comes of closing and of timers is of no interest.
public final class Attempt {
    /** Less than this isn't worth mentioning beside a timeout of a second. */
    private static final long STALL_FLOOR = 50_000_000L;

    private final ProbeLoop loop;
    private final Duration timeout;
    private final Consumer<Answer> done;
    private final Answer answer;
    private final long stalledBefore;
    private @Nullable Phase phase;
    private long phaseStart;
    private @Nullable Channel channel;
    private @Nullable Future<?> timer;
    private boolean ended;

    private Attempt(ProbeLoop loop, Duration timeout, Consumer<Answer> done) {
        this.loop = loop;
        this.timeout = timeout;
        this.done = done;
        this.answer = new Answer(loop.trace(), loop.clock().nanos());
        this.stalledBefore = loop.stalledNanos();
    }

    /**
     * Runs a probe; to be called on the loop.
     *
     * @param done gets the answer, on the loop
     */
    public static void start(ProbeLoop loop, Probe probe, Duration timeout, Consumer<Answer> done) {
        var attempt = new Attempt(loop, timeout, done);
        attempt.timer = loop.after(timeout.toNanos(), attempt::timedOut);
        try {
            probe.run(attempt);
        } catch (RuntimeException e) {
            attempt.fail(e);
        }
    }

    Answer answer() {
        return answer;
    }

    ProbeLoop loop() {
        return loop;
    }

    TraceContext trace() {
        return answer.trace;
    }

    boolean ended() {
        return ended;
    }

    /** What was going on is over, and this begins. */
    void enter(Phase next) {
        long now = loop.clock().nanos();
        leave(now);
        phase = next;
        phaseStart = now;
    }

    /** Finds one address of a host; literal ones are not looked up. */
    void resolve(String host, AddressFamily family, Consumer<InetAddress> then) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(bare);
        if (literal != null) {
            chosen(bare, family, List.of(address(literal)), then);
            return;
        }
        enter(Phase.DNS);
        loop.resolver().resolveAll(bare).addListener((Future<List<InetAddress>> found) -> {
            if (ended) {
                return;
            } else if (found.isSuccess()) {
                chosen(bare, family, found.getNow(), then);
            } else {
                fail(Cause.DNS, Words.of(found.cause(), bare));
            }
        });
    }

    private void chosen(String host, AddressFamily family, List<InetAddress> addresses, Consumer<InetAddress> then) {
        var address = family.choose(addresses);
        if (address.isPresent()) {
            then.accept(address.get());
        } else {
            fail(Cause.DNS, host + " has no " + family + " address");
        }
    }

    /** Connects, shakes hands if there is TLS, and hands the channel over before anything was read from it. */
    void connect(InetAddress address, int port, @Nullable TlsClient tls, String serverName, Consumer<Channel> then) {
        answer.address = NetUtil.toAddressString(address);
        enter(Phase.CONNECT);
        Channel opened;
        try {
            opened = loop.open(address, new Ending(this));
        } catch (ChannelException e) {
            fail(e);
            return;
        }
        channel = opened;
        // Those that start together connect one right after the other, so that a server that they share wakes up once.
        loop.execute(() -> opened.connect(new InetSocketAddress(address, port))
                .addListener((ChannelFuture connected) -> connected(connected, tls, serverName, then)));
    }

    private void connected(
            ChannelFuture connected, @Nullable TlsClient tls, String serverName, Consumer<Channel> then) {
        if (ended) {
            connected.channel().close();
        } else if (!connected.isSuccess()) {
            fail(connected.cause());
        } else if (tls == null) {
            then.accept(connected.channel());
        } else {
            secure(connected.channel(), tls, serverName, then);
        }
    }

    /** The connection that is closed when the attempt ends. */
    void use(Channel opened) {
        channel = opened;
    }

    /** Begins TLS on an open connection. */
    void secure(Channel open, TlsClient tls, String serverName, Consumer<Channel> then) {
        enter(Phase.TLS);
        SslHandler handler = tls.handler(open, serverName);
        open.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener((Future<Channel> shaken) -> {
            if (ended) {
                return;
            }
            describe(handler.engine().getSession());
            if (shaken.isSuccess()) {
                then.accept(open);
            } else {
                fail(shaken.cause());
            }
        });
    }

    private void describe(SSLSession session) {
        answer.tlsVersion = session.getProtocol();
        answer.tlsCipher = session.getCipherSuite();
        try {
            answer.certificates = Arrays.stream(session.getPeerCertificates())
                    .<X509Certificate>mapMulti((Certificate certificate, Consumer<X509Certificate> keep) -> {
                        if (certificate instanceof X509Certificate x509) {
                            keep.accept(x509);
                        }
                    })
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            answer.certificates = List.of();
        }
    }

    /** The connection isn't needed any more; another one is opened. */
    void disconnect() {
        Channel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    /** Whether the answer is awaited there: on the connection in use or a stream of it, not on one that was left. */
    private boolean uses(Channel candidate) {
        return channel != null && (candidate == channel || candidate.parent() == channel);
    }

    /** The target answered. */
    void succeed() {
        end(null, null);
    }

    void fail(Throwable thrown) {
        Cause cause = Words.causeOf(thrown, phase == Phase.TLS);
        fail(cause, Words.of(thrown, target()));
    }

    void fail(Cause cause, String words) {
        end(cause, words);
    }

    private void timedOut() {
        Phase now = phase;
        String waiting = now == null ? "" : ", still waiting for " + now.awaited();
        String whom = answer.address == null ? "" : " from " + answer.address;
        fail(Cause.TIMEOUT, "no answer" + whom + " within " + Words.duration(timeout) + waiting);
    }

    private void end(@Nullable Cause cause, @Nullable String words) {
        if (ended) {
            return;
        }
        ended = true;
        long now = loop.clock().nanos();
        leave(now);
        answer.endNanos = now;
        answer.cause = cause;
        answer.error = words;
        blameOurselves();
        if (timer != null) {
            timer.cancel(false);
        }
        Channel open = channel;
        if (open != null) {
            open.close();
        }
        done.accept(answer);
    }

    /** A timeout that our own loop slept through says nothing about the target. */
    private void blameOurselves() {
        long stalled = loop.stalledNanos() - stalledBefore;
        answer.stalledNanos = stalled;
        if (answer.cause == Cause.TIMEOUT && stalled > Math.max(STALL_FLOOR, timeout.toNanos() / 10)) {
            answer.cause = Cause.LOCAL;
            answer.error = "our own thread stood still for " + Words.duration(Duration.ofNanos(stalled)) + " of the "
                    + Words.duration(timeout);
        }
    }

    private void leave(long now) {
        if (phase != null) {
            long before = answer.phases[phase.index()];
            answer.phases[phase.index()] = (before == Timings.NONE ? 0 : before) + now - phaseStart;
            phase = null;
        }
    }

    private String target() {
        return answer.address == null ? "the target" : answer.address;
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + literal.length + " bytes", e);
        }
    }

    /**
     * Stands at the end of every pipeline: what nobody took care of ends the attempt. On a connection that the attempt
     * has left, it is swallowed: that one's end is no news.
     */
    static final class Ending extends ChannelInboundHandlerAdapter {
        private final Attempt attempt;

        Ending(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (attempt.uses(context.channel())) {
                attempt.fail(Cause.CLOSED, attempt.target() + " closed the connection before its answer was complete");
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            // Of no interest.
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (attempt.uses(context.channel())) {
                attempt.fail(cause);
            }
        }
    }
}
