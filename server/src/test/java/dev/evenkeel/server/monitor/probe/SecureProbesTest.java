package dev.evenkeel.server.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.TlsConfig;
import dev.evenkeel.server.gateway.TestCertificate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates on both sides, and HTTP/2 with and without TLS. */
class SecureProbesTest {
    private static final Duration SECONDS = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private final ProbeLoops loops =
            ProbeLoops.start(1, new ProbeClock(InstantSource.system(), System::nanoTime), new SplittableRandom(1));
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<FullHttpRequest> asked = new LinkedBlockingQueue<>();
    private TestCertificate server;
    private TlsConfig files;

    @BeforeEach
    void create() throws Exception {
        server = TestCertificate.create(folder, "127.0.0.1");
        files = server.writeTo(folder);
    }

    @AfterEach
    void close() {
        loops.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void aServerThatWantsACertificateIsShownOne() throws Exception {
        Path ours = Files.createDirectory(folder.resolve("client"));
        TestCertificate client = TestCertificate.create(folder, "monitor");
        TlsConfig identity = client.writeTo(ours);
        var socket = (SSLServerSocket) server.serving(client)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        try (var target = new RawServer(
                connection -> {
                    connection.getInputStream().readNBytes(4);
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.UTF_8));
                },
                socket)) {
            String url = "https://127.0.0.1:" + target.port() + "/";
            Answer known = ask(url, settings(identity), HttpRequestSettings.Version.AUTO);
            assertThat(known.error()).isNull();
            assertThat(known.body()).isEqualTo("ok");
            assertThat(known.timings().tls()).isPositive();
            assertThat(known.certificateExpiry())
                    .isEqualTo(server.certificate().getNotAfter().toInstant());

            Answer unknown = ask(url, settings(null), HttpRequestSettings.Version.AUTO);
            assertThat(unknown.error()).isNotNull();
            assertThat(unknown.status()).isNull();
        }
    }

    @Test
    void speaksHttp2WhereTheTargetDoesOverTls() throws Exception {
        int port = http2Server(SslContextBuilder.forServer(
                        files.certificate().toFile(), files.key().toFile())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "h2",
                        "http/1.1"))
                .build());
        Answer answer =
                ask("https://127.0.0.1:" + port + "/status?a=b", settings(null), HttpRequestSettings.Version.AUTO);
        assertHttp2(answer, port);
        assertThat(answer.timings().tls()).isPositive();
    }

    @Test
    void speaksHttp2WithPriorKnowledgeWhereItIsTold() throws Exception {
        int port = http2Server(null);
        assertHttp2(
                ask(
                        "http://127.0.0.1:" + port + "/status?a=b",
                        TlsClient.Settings.DEFAULT,
                        HttpRequestSettings.Version.HTTP_2),
                port);
    }

    private void assertHttp2(Answer answer, int port) throws Exception {
        assertThat(answer.error()).isNull();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.protocol()).isEqualTo("HTTP/2");
        assertThat(answer.body()).isEqualTo("two");
        assertThat(answer.header("x-kind")).isEqualTo("h2");
        FullHttpRequest request = asked.poll(5, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.method()).isEqualTo(HttpMethod.GET);
        assertThat(request.uri()).isEqualTo("/status?a=b");
        assertThat(request.headers().get("host")).isEqualTo("127.0.0.1:" + port);
        assertThat(request.headers().get("traceparent")).contains(answer.traceId());
    }

    /** @param tls null for HTTP/2 in the clear */
    private int http2Server(@Nullable SslContext tls) throws Exception {
        Channel listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer().build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline()
                                                        .addLast(
                                                                new Http2StreamFrameToHttpObjectCodec(true),
                                                                new HttpObjectAggregator(1 << 16),
                                                                new Two());
                                            }
                                        }));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A probe that doesn't get its answer says so.
    private final class Two extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            asked.add(request.copy());
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    Unpooled.copiedBuffer("two", StandardCharsets.US_ASCII));
            response.headers().set("x-kind", "h2");
            context.writeAndFlush(response, context.voidPromise());
        }
    }

    /** @param identity of ours; null for none */
    private TlsClient.Settings settings(@Nullable TlsConfig identity) {
        return new TlsClient.Settings(
                true,
                files.certificate(),
                identity == null ? null : identity.certificate(),
                identity == null ? null : identity.key(),
                null,
                List.of());
    }

    private Answer ask(String url, TlsClient.Settings tls, HttpRequestSettings.Version version) throws Exception {
        var probe = new HttpProbe(new HttpRequestSettings(
                URI.create(url),
                HttpMethod.GET,
                List.<Map.Entry<String, String>>of(),
                new byte[0],
                0,
                version,
                AddressFamily.ANY,
                1 << 20,
                HttpRequestSettings.Overlong.FAILS,
                TlsClient.load(tls, version.alpn()),
                null));
        var answer = new CompletableFuture<Answer>();
        ProbeLoop loop = loops.next();
        loop.execute(() -> Attempt.start(loop, probe, SECONDS, answer::complete));
        return answer.get(20, TimeUnit.SECONDS);
    }
}
