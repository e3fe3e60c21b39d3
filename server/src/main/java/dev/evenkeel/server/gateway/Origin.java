package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.UpstreamConfig;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One configured upstream address, before its name is resolved.
 *
 * @param host a name or an address, without brackets
 * @param authority what {@code Host} says
 * @param basePath put before each path; empty or beginning with a slash
 * @param tls null for plain HTTP
 * @param connectMillis how long a connection may take, its TLS handshake apart
 * @param idleNanos how long a connection is kept without a request
 */
record Origin(
        String host,
        int port,
        String authority,
        String basePath,
        @Nullable SslContext tls,
        int connectMillis,
        long idleNanos) {

    /** The replicas of a supervised application, which are asked by its name. */
    static Origin ofApp(String app, UpstreamConfig config) {
        return new Origin(
                app,
                80,
                app,
                "",
                null,
                (int) config.connectTimeout().toMillis(),
                config.idleTimeout().toNanos());
    }

    static Origin of(URI url, UpstreamConfig config, @Nullable SslContext tls) {
        boolean https = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
        String name = String.valueOf(url.getHost());
        String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        int port = url.getPort() > 0 ? url.getPort() : https ? 443 : 80;
        String authority = url.getPort() > 0 ? name + ":" + port : name;
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return new Origin(
                bare,
                port,
                authority,
                path,
                https ? tls : null,
                (int) config.connectTimeout().toMillis(),
                config.idleTimeout().toNanos());
    }
}
