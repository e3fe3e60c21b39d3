package dev.evenkeel.server.chaos.load;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Names of what goes wrong with a request. */
final class Failure {
    static final String TIMEOUT = "timeout";
    static final String CLOSED = "closed before the answer was complete";
    static final String WRONG_BODY = "wrong body";
    static final String INVALID = "not HTTP";
    static final String NO_CONNECTION = "no free connection in time";

    private Failure() {}

    static String of(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return switch (cause) {
            case ConnectTimeoutException _ -> "connect timeout";
            case ConnectException _ when message.contains("refused") -> "connection refused";
            case UnknownHostException _ -> "unknown host";
            case SSLException _ -> "TLS: " + cause.getMessage();
            case DecoderException wrapper
            when wrapper.getCause() instanceof SSLException tls -> "TLS: " + tls.getMessage();
            default -> message.contains("connection reset") ? "connection reset" : cause.toString();
        };
    }
}
