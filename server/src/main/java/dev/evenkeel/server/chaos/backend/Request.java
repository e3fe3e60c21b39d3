package dev.evenkeel.server.chaos.backend;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * What is needed of an HTTP/1.1 request (RFC 9112) to answer it.
 *
 * @param path without the query
 * @param query what follows the question mark, empty when there is none
 * @param keepAlive whether another request may follow on the connection
 */
record Request(String method, String path, String query, boolean keepAlive) {
    private static final int MAX_HEAD = 16 * 1024;

    /**
     * Reads a request up to the end of its body, which is dropped.
     *
     * @return empty when the caller has ended the connection
     * @throws IOException when the connection breaks, or what comes is no such request
     */
    static Optional<Request> read(InputStream in) throws IOException {
        Optional<String> head = head(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = head.get().split("\r?\n");
        String[] parts = lines[0].split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new IOException("no HTTP/1.1 request");
        }
        boolean keepAlive = parts[2].equals("HTTP/1.1");
        long body = 0;
        for (int i = 1; i < lines.length; i++) {
            String field = lines[i].toLowerCase(Locale.ROOT);
            if (field.startsWith("content-length:")) {
                body = length(field);
            } else if (field.startsWith("transfer-encoding:")) {
                throw new IOException("no bodies without a length here");
            } else if (field.startsWith("connection:")) {
                keepAlive = field.contains("keep-alive") || (keepAlive && !field.contains("close"));
            }
        }
        in.skipNBytes(body);
        int question = parts[1].indexOf('?');
        return Optional.of(new Request(
                parts[0],
                question < 0 ? parts[1] : parts[1].substring(0, question),
                question < 0 ? "" : parts[1].substring(question + 1),
                keepAlive));
    }

    /** Up to the empty line. */
    private static Optional<String> head(InputStream in) throws IOException {
        var head = new StringBuilder(256);
        int newlines = 0;
        while (newlines < 2) {
            int octet = in.read();
            if (octet < 0) {
                if (head.isEmpty()) {
                    return Optional.empty();
                }
                throw new EOFException("the request breaks off");
            }
            if (head.length() == MAX_HEAD) {
                throw new IOException("the head is too long");
            }
            head.append((char) octet);
            if (octet == '\n') {
                newlines++;
            } else if (octet != '\r') {
                newlines = 0;
            }
        }
        return Optional.of(head.toString());
    }

    private static long length(String field) throws IOException {
        try {
            return Long.parseLong(field.substring(field.indexOf(':') + 1).strip());
        } catch (NumberFormatException e) {
            throw new IOException("a length that is none", e);
        }
    }
}
