package dev.evenkeel.server.gateway.wire;

/**
 * How a message's body is delimited (RFC 9112 §6.3).
 *
 * @param length of the body in bytes when the kind is {@link Kind#LENGTH}, else 0
 */
public record Framing(Kind kind, long length) {
    /** The ways to say where a body ends. */
    public enum Kind {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    public static final Framing NONE = new Framing(Kind.NONE, 0);
    public static final Framing CHUNKED = new Framing(Kind.CHUNKED, 0);
    public static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, 0);

    public boolean isNone() {
        return kind == Kind.NONE;
    }

    /**
     * Reads a request's framing. Anything that two readers could understand in two ways is refused, since the
     * difference is how requests are smuggled (RFC 9112 §11.2).
     */
    static Framing ofRequest(Fields fields, int minor) throws MalformedException {
        boolean chunked = chunked(fields, minor);
        long length = length(fields, chunked);
        if (chunked) {
            return CHUNKED;
        }
        return length <= 0 ? NONE : new Framing(Kind.LENGTH, length);
    }

    /** The framing over HTTP/1.1 of a request that came over HTTP/2. */
    public static Framing ofHttp2(Fields fields, boolean endStream) throws MalformedException {
        long length = length(fields, false);
        if (endStream) {
            return NONE;
        }
        return length < 0 ? CHUNKED : new Framing(Kind.LENGTH, length);
    }

    /** Reads an answer's framing; the request's method matters to HEAD alone. */
    public static Framing ofResponse(ResponseHead head, boolean toHead) throws MalformedException {
        int status = head.status();
        if (toHead || status < 200 || status == 204 || status == 304) {
            return NONE;
        }
        boolean chunked = chunked(head.fields(), head.minor());
        long length = length(head.fields(), chunked);
        if (chunked) {
            return CHUNKED;
        }
        if (length < 0) {
            return UNTIL_CLOSE;
        }
        return length == 0 ? NONE : new Framing(Kind.LENGTH, length);
    }

    private static boolean chunked(Fields fields, int minor) throws MalformedException {
        if (!fields.has(KnownField.TRANSFER_ENCODING)) {
            return false;
        }
        if (minor == 0) {
            throw new MalformedException("Transfer-Encoding in an HTTP/1.0 message");
        }
        if (fields.count(KnownField.TRANSFER_ENCODING) > 1) {
            throw new MalformedException("more than one Transfer-Encoding");
        }
        if (!fields.valueIs(fields.find(KnownField.TRANSFER_ENCODING), "chunked")) {
            throw new MalformedException(501, "a Transfer-Encoding other than chunked");
        }
        return true;
    }

    private static long length(Fields fields, boolean chunked) throws MalformedException {
        if (!fields.has(KnownField.CONTENT_LENGTH)) {
            return -1;
        }
        if (chunked) {
            throw new MalformedException("both Content-Length and Transfer-Encoding");
        }
        if (fields.count(KnownField.CONTENT_LENGTH) > 1) {
            throw new MalformedException("more than one Content-Length");
        }
        long length = fields.digits(fields.find(KnownField.CONTENT_LENGTH));
        if (length < 0) {
            throw new MalformedException("a Content-Length that is no decimal number of at most 18 digits");
        }
        return length;
    }
}
