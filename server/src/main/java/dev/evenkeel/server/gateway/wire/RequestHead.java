package dev.evenkeel.server.gateway.wire;

/**
 * A request without its body.
 *
 * @param target path and query as sent, beginning with a slash, or {@code *}
 * @param authority host and port that the request is for, never empty but in HTTP/1.0
 * @param minor of the version: 0 or 1
 */
public record RequestHead(String method, String target, String authority, int minor, Fields fields, Framing framing) {

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The query with its question mark; empty without one. */
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query);
    }
}
