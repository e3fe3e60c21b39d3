package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Cause;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverException;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** From what libraries throw to what a person on call understands. */
final class Words {
    private Words() {}

    /** @param inTls whether the connection was being secured */
    static Cause causeOf(Throwable thrown, boolean inTls) {
        Throwable cause = unwrapped(thrown);
        String message = text(cause).toLowerCase(Locale.ROOT);
        if (cause instanceof RejectedExecutionException
                || cause instanceof BindException
                || message.contains("too many open files")
                || message.contains("cannot assign requested address")
                || message.contains("no buffer space")) {
            return Cause.LOCAL;
        }
        if (cause instanceof UnknownHostException || cause instanceof DnsNameResolverException) {
            return Cause.DNS;
        }
        if (cause instanceof SSLException || find(cause, CertificateException.class) != null || inTls) {
            return Cause.TLS;
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException || unreachable(message)) {
            return Cause.CONNECT;
        }
        return cause instanceof IOException || cause instanceof PrematureChannelClosureException
                ? Cause.CLOSED
                : Cause.PROTOCOL;
    }

    /** @param whom the name or address that was asked */
    static String of(Throwable thrown, String whom) {
        Throwable cause = unwrapped(thrown);
        String message = text(cause).toLowerCase(Locale.ROOT);
        if (cause instanceof UnknownHostException || cause instanceof DnsNameResolverException) {
            return lookUp(cause, whom);
        }
        String certificate = certificate(cause);
        if (certificate != null) {
            return certificate;
        }
        if (message.contains("too many open files")) {
            return "this machine has no file descriptor left for a socket; raise the limit of open files";
        } else if (cause instanceof BindException || message.contains("cannot assign requested address")) {
            return "this machine has no local port left for a connection to " + whom;
        } else if (cause instanceof ConnectTimeoutException) {
            return whom + " did not accept the connection";
        } else if (message.contains("refused")) {
            return "connection refused by " + whom;
        } else if (cause instanceof NoRouteToHostException || unreachable(message)) {
            return "no route to " + whom;
        } else if (message.contains("reset")) {
            return whom + " reset the connection";
        } else if (cause instanceof ClosedChannelException || cause instanceof PrematureChannelClosureException) {
            return whom + " closed the connection before its answer was complete";
        } else if (cause instanceof SSLException) {
            return "TLS with " + whom + " failed: " + text(cause);
        }
        return text(cause);
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static String lookUp(Throwable cause, String whom) {
        if (find(cause, DnsNameResolverTimeoutException.class) != null) {
            return "no name server answered for " + whom;
        }
        DnsErrorCauseException answered = find(cause, DnsErrorCauseException.class);
        String code = answered == null || answered.getCode().equals(DnsResponseCode.NOERROR)
                ? ""
                : ": " + ZoneText.rcode(answered.getCode());
        return whom + " has no address" + code;
    }

    private static @Nullable String certificate(Throwable thrown) {
        CertificateExpiredException expired = find(thrown, CertificateExpiredException.class);
        if (expired != null) {
            return "the certificate has expired: " + text(expired);
        }
        CertificateNotYetValidException early = find(thrown, CertificateNotYetValidException.class);
        if (early != null) {
            return "the certificate is not valid yet: " + text(early);
        }
        if (find(thrown, CertPathValidatorException.class) != null
                || text(thrown).contains("unable to find valid certification path")) {
            return "the certificate is not signed by anyone who is trusted here";
        }
        CertificateException other = find(thrown, CertificateException.class);
        return other == null ? null : "the certificate is not for this target: " + text(other);
    }

    private static boolean unreachable(String message) {
        return message.contains("unreachable") || message.contains("no route to host");
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
    }
}
