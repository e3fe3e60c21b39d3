package dev.evenkeel.core.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an answer showed, for {@link Condition} to judge. */
public interface Evidence {
    /** From {@link #json}: the body is no JSON. */
    Object NO_JSON = new Object() {
        @Override
        public String toString() {
            return "no JSON";
        }
    };

    /** The status of the HTTP answer; null when there was none. */
    @Nullable
    Integer status();

    /** From the start to the last byte. */
    Duration latency();

    /** The body as text: of HTTP the body, of TCP what was received, of DNS the records, one a line. */
    String body();

    /** The first field of that name, in any case; null when there is none. */
    @Nullable
    String header(String name);

    /**
     * The body as {@link java.util.Map}, {@link java.util.List}, {@link String}, {@link Number}, {@link Boolean} or
     * null; {@link #NO_JSON} when it can't be read as such. Computed when first asked for.
     */
    @Nullable
    Object json();

    /** How long the certificate is still valid, negative when it has expired; null without TLS. */
    @Nullable
    Duration certificateExpiresIn();

    /** The address that answered; null when there was none. */
    @Nullable
    String ip();

    /** The DNS response code, as in {@code NOERROR}; null when the check isn't DNS. */
    @Nullable
    String rcode();

    /** The protocol of the answer, as in {@code HTTP/1.1} or {@code HTTP/2}; null when there was none. */
    @Nullable
    String protocol();
}
