package dev.evenkeel.server.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** When answers are compressed, and how; on the handler's thread, so that the event loop stays free. */
final class Compression {
    /** Smaller bodies fit one packet anyway. */
    private static final int MIN_BYTES = 1400;

    private Compression() {}

    /**
     * Whether the caller accepts gzip and something is gained. Answers with an entity tag stay as they are: a strong tag
     * names one sequence of bytes (RFC 9110 section 8.8.3.3).
     */
    static boolean isWorthwhile(@Nullable String acceptEncoding, String contentType, Response response, int length) {
        return length >= MIN_BYTES
                && acceptEncoding != null
                && isCompressible(contentType)
                && !response.headers().containsKey("ETag")
                && !response.headers().containsKey("Content-Encoding")
                && acceptsGzip(acceptEncoding);
    }

    static boolean isCompressible(String contentType) {
        return contentType.startsWith("text/")
                || contentType.contains("json")
                || contentType.contains("yaml")
                || contentType.startsWith("application/openmetrics-text");
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (var gzip = new GZIPOutputStream(out, 8192)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static boolean acceptsGzip(String acceptEncoding) {
        boolean any = false;
        for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] coding = part.strip().split("\\s*;\\s*", 2);
            boolean wanted = coding.length < 2 || !coding[1].matches("q=0(\\.0{0,3})?");
            if (coding[0].equals("gzip")) {
                return wanted;
            }
            any |= coding[0].equals("*") && wanted;
        }
        return any;
    }
}
