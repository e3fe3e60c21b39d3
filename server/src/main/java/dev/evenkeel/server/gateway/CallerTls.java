package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.TlsConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that callers see, read again when its files change. Connections keep the one that they began with. */
final class CallerTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallerTls.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final TlsConfig files;
    private volatile SslContext context;
    private List<FileTime> loaded;
    private @Nullable Thread watching;

    private CallerTls(TlsConfig files, SslContext context, List<FileTime> loaded) {
        this.files = files;
        this.context = context;
        this.loaded = loaded;
    }

    /** @throws IOException when the files can't be read or don't belong together; names them */
    static CallerTls load(TlsConfig files) throws IOException {
        return new CallerTls(files, read(files), times(files));
    }

    SslContext context() {
        return context;
    }

    /** Begins to look at the files, on a virtual thread. */
    void watch() {
        watching = Thread.ofVirtual().name("gateway-certificates").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK_INTERVAL);
                    look();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look() {
        try {
            List<FileTime> now = times(files);
            if (!now.equals(loaded)) {
                loaded = now;
                context = read(files);
                LOG.info("gateway: the certificate in {} was read again", files.certificate());
            }
        } catch (IOException e) {
            LOG.warn("gateway: the old certificate stays in use: {}", e.getMessage());
        }
    }

    private static List<FileTime> times(TlsConfig files) throws IOException {
        return List.of(Files.getLastModifiedTime(files.certificate()), Files.getLastModifiedTime(files.key()));
    }

    private static SslContext read(TlsConfig files) throws IOException {
        try {
            return SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "The certificate " + files.certificate() + " with the key " + files.key() + " can't be used: "
                            + e.getMessage() + ". Both must be PEM, the key PKCS#8 without a password.",
                    e);
        }
    }

    @Override
    public void close() {
        if (watching != null) {
            watching.interrupt();
        }
    }
}
