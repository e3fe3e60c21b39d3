package dev.evenkeel.server.chaos.backend;

import java.nio.charset.StandardCharsets;

/**
 * What goes back to a caller.
 *
 * @param body JSON
 * @param allow the methods that are possible, of a 405; empty otherwise
 */
record Answer(int status, String body, String allow) {
    Answer(int status, String body) {
        this(status, body, "");
    }

    static Answer error(int status, String message) {
        return new Answer(status, "{\"error\":" + quote(message) + "}");
    }

    /** 405, with the methods that are possible (RFC 9110, 15.5.6). */
    static Answer notAllowed(String methods, String message) {
        return new Answer(405, error(405, message).body(), methods);
    }

    /** @param withBody false for the answer to HEAD */
    byte[] bytes(boolean withBody, boolean keepAlive) {
        byte[] content = (body + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + " " + reason() + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + content.length + "\r\nCache-Control: no-store\r\n"
                        + (allow.isEmpty() ? "" : "Allow: " + allow + "\r\n")
                        + (keepAlive ? "" : "Connection: close\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        if (!withBody) {
            return head;
        }
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return all;
    }

    /** A JSON string. */
    static String quote(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
            } else if (character < ' ') {
                quoted.append(String.format("\\u%04x", character));
            } else {
                quoted.append((char) character);
            }
        });
        return quoted.append('"').toString();
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
