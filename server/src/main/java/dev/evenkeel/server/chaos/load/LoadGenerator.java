package dev.evenkeel.server.chaos.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Sends the requests of a {@link LoadPlan} and measures the answers. One thread sends and receives. */
public final class LoadGenerator {
    private final LoadPlan plan;

    public LoadGenerator(LoadPlan plan) {
        this.plan = plan;
    }

    /**
     * Runs the plan to its end: until each request has an answer or has failed.
     *
     * @throws SSLException when this Java can't do TLS
     */
    public LoadResult run() throws InterruptedException, SSLException {
        Optional<SslContext> tls = tls();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            WarmUp.run(plan);
            int connectMillis = Math.clamp(plan.timeout().toMillis(), 1, Integer.MAX_VALUE);
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                    .remoteAddress(plan.url().host(), plan.url().port());
            return new LoadRun(plan, loop.next(), bootstrap, tls).await();
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private Optional<SslContext> tls() throws SSLException {
        if (!plan.url().tls()) {
            return Optional.empty();
        }
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (plan.insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        }
        return Optional.of(builder.build());
    }
}
