package dev.evenkeel.server.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A text as one segment of a URL's path, or as a value in its query. */
final class Urls {
    private Urls() {}

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
