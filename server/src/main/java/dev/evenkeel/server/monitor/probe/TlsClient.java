package dev.evenkeel.server.monitor.probe;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/** How a probe speaks TLS: whom it trusts, who it is, what it offers. */
public final class TlsClient {

    /**
     * @param verify whether the certificate must be valid, trusted and for the target's name
     * @param trust PEM certificates to trust instead of the system's; null for the system's
     * @param certificate PEM, to show to the target; null for none
     * @param key of the certificate; PEM, PKCS#8
     * @param serverName asked for (SNI) and verified instead of the target's host; null for that
     * @param versions as in {@code TLSv1.3}; empty for what is usual
     */
    public record Settings(
            boolean verify,
            @Nullable Path trust,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable String serverName,
            List<String> versions) {
        /** Whom the system trusts, TLS 1.2 and 1.3. */
        public static final Settings DEFAULT = new Settings(true, null, null, null, null, List.of());
    }

    private final Settings settings;
    private final SslContext context;

    private TlsClient(Settings settings, SslContext context) {
        this.settings = settings;
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @param alpn protocols to offer, the preferred first; empty for none
     * @throws IOException when a file can't be read or used; names it
     */
    public static TlsClient load(Settings settings, List<String> alpn) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        // Each run is to see the certificate that is presented now: sessions are too old to be resumed at once.
        builder.sessionTimeout(1).sessionCacheSize(1);
        if (!settings.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        } else if (settings.trust() != null) {
            use(settings.trust(), file -> builder.trustManager(file.toFile()));
        }
        Path certificate = settings.certificate();
        Path key = settings.key();
        if (certificate != null && key != null) {
            use(certificate, file -> builder.keyManager(file.toFile(), key.toFile()));
        }
        if (!settings.versions().isEmpty()) {
            builder.protocols(settings.versions());
        }
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    alpn));
        }
        try {
            SslContext context = builder.build();
            SSLSessionContext sessions = context.sessionContext();
            sessions.setSessionTimeout(1);
            return new TlsClient(settings, context);
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("TLS can't be set up: " + e.getMessage(), e);
        }
    }

    private interface FileUse {
        void use(Path file);
    }

    private static void use(Path file, FileUse use) throws IOException {
        try {
            use.use(file);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " can't be used for TLS: " + e.getMessage() + ". It must be PEM.", e);
        }
    }

    SslHandler handler(Channel channel, String host) {
        String name = settings.serverName() == null ? host : settings.serverName();
        var remote = (InetSocketAddress) channel.remoteAddress();
        SslHandler handler = context.newHandler(channel.alloc(), name, remote.getPort());
        // The attempt has a timeout for all of it.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /** Whether HTTP/2 was agreed on. */
    static boolean speaksHttp2(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        return handler != null && ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol());
    }
}
