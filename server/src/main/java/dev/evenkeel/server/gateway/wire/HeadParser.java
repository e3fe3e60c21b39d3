package dev.evenkeel.server.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses heads, strictly: what RFC 9112 lets a recipient repair is refused here, because the upstream may repair it
 * otherwise.
 */
public final class HeadParser {
    private final byte[] head;
    private int at;

    private HeadParser(byte[] head) {
        this.head = head;
    }

    /**
     * @param head from the first byte of the request line to the empty line, inclusive
     * @throws MalformedException with the status to answer
     */
    public static RequestHead request(byte[] head, int maxFields) throws MalformedException {
        return new HeadParser(head).request(maxFields);
    }

    /** @param head from the first byte of the status line to the empty line, inclusive */
    public static ResponseHead response(byte[] head, int maxFields) throws MalformedException {
        return new HeadParser(head).response(maxFields);
    }

    /** Trailer fields, the empty line inclusive. */
    static Fields trailers(byte[] lines, int maxFields) throws MalformedException {
        return new HeadParser(lines).fields(maxFields);
    }

    /** Whether the connection stays open after a message (RFC 9112 §9.3). */
    public static boolean keepsAlive(int minor, Fields fields) {
        if (!fields.has(KnownField.CONNECTION)) {
            return minor > 0;
        }
        String options = fields.joined(KnownField.CONNECTION);
        return minor > 0 ? !hasToken(options, "close") : hasToken(options, "keep-alive");
    }

    /** Whether a comma-separated list holds a token, in any case. */
    public static boolean hasToken(@Nullable String list, String token) {
        if (list == null) {
            return false;
        }
        for (int from = 0; from <= list.length(); ) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            if (list.substring(from, to).strip().equalsIgnoreCase(token)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private RequestHead request(int maxFields) throws MalformedException {
        int from = at;
        while (Ascii.token(head[at])) {
            at++;
        }
        if (at == from || head[at] != ' ') {
            throw new MalformedException("the method is no token");
        }
        String method = method(from, at);
        int targetStart = ++at;
        while (Ascii.target(head[at])) {
            at++;
        }
        if (at == targetStart || head[at] != ' ') {
            throw new MalformedException("the request target has characters that don't belong there");
        }
        String target = text(targetStart, at);
        at++;
        int minor = version();
        endOfLine();
        Fields fields = fields(maxFields);
        return withAuthority(method, target, minor, fields, Framing.ofRequest(fields, minor));
    }

    private ResponseHead response(int maxFields) throws MalformedException {
        int minor = version();
        if (head[at] != ' ') {
            throw new MalformedException("the status line is malformed");
        }
        at++;
        int status = 0;
        for (int i = 0; i < 3; i++, at++) {
            if (head[at] < '0' || head[at] > '9') {
                throw new MalformedException("the status is no number of three digits");
            }
            status = status * 10 + head[at] - '0';
        }
        if (status < 100 || status > 599) {
            throw new MalformedException("the status is not between 100 and 599");
        }
        int from = at;
        while (Ascii.value(head[at])) {
            at++;
        }
        String reason = "";
        if (at > from) {
            if (head[from] != ' ') {
                throw new MalformedException("the status is no number of three digits");
            }
            reason = status == 200 && at - from == 3 ? "OK" : text(from + 1, at);
        }
        endOfLine();
        return new ResponseHead(status, reason, minor, fields(maxFields));
    }

    private Fields fields(int maxFields) throws MalformedException {
        var fields = new Fields(head, head.length);
        while (head[at] != '\r') {
            if (fields.size() == maxFields) {
                throw new MalformedException(431, "more than " + maxFields + " header fields");
            }
            field(fields);
        }
        endOfLine();
        if (at != head.length) {
            throw new MalformedException("an empty line inside the head");
        }
        return fields;
    }

    private void field(Fields fields) throws MalformedException {
        int name = at;
        while (Ascii.token(head[at])) {
            at++;
        }
        int nameEnd = at;
        if (nameEnd == name || head[at] != ':') {
            boolean folded = head[name] == ' ' || head[name] == '\t';
            throw new MalformedException(folded ? "a folded header line" : "a header name that is no token");
        }
        at++;
        while (head[at] == ' ' || head[at] == '\t') {
            at++;
        }
        int value = at;
        while (Ascii.value(head[at])) {
            at++;
        }
        int valueEnd = at;
        while (valueEnd > value && (head[valueEnd - 1] == ' ' || head[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        endOfLine();
        fields.append(name, nameEnd, value, valueEnd);
    }

    private int version() throws MalformedException {
        boolean http = at + 8 < head.length
                && head[at] == 'H'
                && head[at + 1] == 'T'
                && head[at + 2] == 'T'
                && head[at + 3] == 'P'
                && head[at + 4] == '/'
                && head[at + 6] == '.';
        if (!http) {
            throw new MalformedException("no HTTP version where one belongs");
        }
        byte major = head[at + 5];
        byte minor = head[at + 7];
        if (major != '1' || minor < '0' || minor > '9') {
            throw new MalformedException(505, "a version other than HTTP/1.0 and HTTP/1.1");
        }
        at += 8;
        return minor == '0' ? 0 : 1;
    }

    private void endOfLine() throws MalformedException {
        if (head[at] != '\r' || head[at + 1] != '\n') {
            throw new MalformedException("a control character in the head");
        }
        at += 2;
    }

    /**
     * Checks what came over HTTP/2 by the same rules, since it goes on over HTTP/1.1 (RFC 9113 §8.2.1).
     *
     * @param authority of {@code :authority} or else {@code Host}
     * @param framing as far as frames and {@code Content-Length} tell
     */
    public static RequestHead http2(
            @Nullable String method, @Nullable String path, String authority, Fields fields, Framing framing)
            throws MalformedException {
        if (method == null || method.isEmpty() || !all(method, Ascii::token)) {
            throw new MalformedException("a method that is no token");
        }
        boolean asterisk = "*".equals(path) && method.equals("OPTIONS");
        if (path == null || (!path.startsWith("/") && !asterisk) || !all(path, Ascii::target)) {
            throw new MalformedException("a path with characters that don't belong there");
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).isEmpty() || !all(fields.name(i), Ascii::token) || !all(fields.value(i), Ascii::value)) {
                throw new MalformedException("a header with characters that don't belong there");
            }
        }
        checkHost(authority);
        return new RequestHead(method, path, authority, 1, fields, framing);
    }

    private interface CharacterClass {
        boolean has(byte c);
    }

    private static boolean all(String text, CharacterClass allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !allowed.has((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static RequestHead withAuthority(String method, String target, int minor, Fields fields, Framing framing)
            throws MalformedException {
        int hosts = fields.count(KnownField.HOST);
        if (hosts > 1 || (hosts == 0 && minor > 0)) {
            throw new MalformedException(hosts == 0 ? "no Host" : "more than one Host");
        }
        String given = fields.get(KnownField.HOST);
        String host = given == null ? "" : given;
        checkHost(host);
        if (method.equals("CONNECT")) {
            throw new MalformedException(405, "CONNECT is for forward proxies; this is a gateway");
        }
        if (target.charAt(0) == '/' || (target.equals("*") && method.equals("OPTIONS"))) {
            return new RequestHead(method, target, host, minor, fields, framing);
        }
        int scheme = target.indexOf("://");
        String lower = scheme < 0 ? "" : target.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!lower.equals("http") && !lower.equals("https")) {
            throw new MalformedException("a request target that is neither a path nor a URL");
        }
        int start = scheme + 3;
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        checkHost(authority);
        // RFC 9112 §3.2.2 lets the target win; a difference between the two has no honest use.
        if (authority.isEmpty() || !authority.equalsIgnoreCase(host)) {
            throw new MalformedException("the request target and Host name different hosts");
        }
        String rest = target.substring(end);
        String path = rest.startsWith("/") ? rest : "/" + rest;
        return new RequestHead(method, path, authority, minor, fields, framing);
    }

    private static void checkHost(String host) throws MalformedException {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean fine = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~%!$&'()*+;=:[]".indexOf(c) >= 0;
            if (!fine) {
                throw new MalformedException("a Host with characters that don't belong there");
            }
        }
    }

    private String method(int from, int to) {
        if (to - from == 3 && head[from] == 'G' && head[from + 1] == 'E' && head[from + 2] == 'T') {
            return "GET";
        }
        return text(from, to);
    }

    private String text(int from, int to) {
        return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
