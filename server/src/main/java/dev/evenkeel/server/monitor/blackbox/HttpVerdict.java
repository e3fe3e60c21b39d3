package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Whether an HTTP answer is what a module wants, in the order in which blackbox_exporter looks. */
final class HttpVerdict {
    private final HttpModuleSettings settings;
    private final Answer answer;
    private final ProbeText text;
    private boolean regex;
    private long bodyLength;

    HttpVerdict(HttpModuleSettings settings, Answer answer, ProbeText text) {
        this.settings = settings;
        this.answer = answer;
        this.text = text;
        this.bodyLength = answer.bodyLength();
    }

    boolean failedDueToRegex() {
        return regex;
    }

    long bodyLength() {
        return bodyLength;
    }

    boolean holds(boolean secure) {
        return status() && headers() && body() && version() && ssl(secure);
    }

    private boolean status() {
        Integer status = answer.status();
        List<Integer> valid = settings.validStatusCodes();
        boolean right = status != null && (valid.isEmpty() ? status / 100 == 2 : valid.contains(status));
        return right || text.fail("invalid status " + status + ", wanted " + (valid.isEmpty() ? "2xx" : valid));
    }

    private boolean headers() {
        for (HttpModuleSettings.HeaderMatch match : settings.failIfHeaderMatches()) {
            List<String> values = answer.headers(match.header());
            if (values.isEmpty()) {
                if (!match.allowMissing()) {
                    return failRegex("missing required header " + match.header());
                }
            } else if (values.stream()
                    .anyMatch(value -> match.regexp().matcher(value).find())) {
                return failRegex("header " + match.header() + " matched " + match.regexp());
            }
        }
        for (HttpModuleSettings.HeaderMatch match : settings.failIfHeaderNotMatches()) {
            List<String> values = answer.headers(match.header());
            if (values.isEmpty()) {
                if (!match.allowMissing()) {
                    return failRegex("missing required header " + match.header());
                }
            } else if (values.stream()
                    .noneMatch(value -> match.regexp().matcher(value).find())) {
                return failRegex("header " + match.header() + " did not match " + match.regexp());
            }
        }
        return true;
    }

    private boolean body() {
        byte[] bytes = answer.bodyBytes();
        if (!settings.compression().isEmpty()) {
            try {
                bytes = decompressed(bytes);
            } catch (IOException e) {
                return text.fail("the body is not compressed with " + settings.compression() + ": " + e.getMessage());
            }
            bodyLength = bytes.length;
        }
        if (settings.bodySizeLimit() > 0 && bodyLength > settings.bodySizeLimit()) {
            return text.fail("the body is longer than " + settings.bodySizeLimit() + " bytes");
        }
        String body = new String(bytes, StandardCharsets.UTF_8);
        for (Pattern pattern : settings.failIfBodyMatches()) {
            if (pattern.matcher(body).find()) {
                return failRegex("the body matched " + pattern);
            }
        }
        for (Pattern pattern : settings.failIfBodyNotMatches()) {
            if (!pattern.matcher(body).find()) {
                return failRegex("the body did not match " + pattern);
            }
        }
        return true;
    }

    private boolean version() {
        String shown = "HTTP/2".equals(answer.protocol()) ? "HTTP/2.0" : String.valueOf(answer.protocol());
        List<String> valid = settings.validVersions();
        return valid.isEmpty() || valid.contains(shown) || text.fail("invalid HTTP version " + shown);
    }

    private boolean ssl(boolean secure) {
        if (secure && settings.failIfSsl()) {
            return text.fail("the final request was over SSL");
        }
        return secure || !settings.failIfNotSsl() || text.fail("the final request was not over SSL");
    }

    private byte[] decompressed(byte[] bytes) throws IOException {
        var raw = new ByteArrayInputStream(bytes);
        try (InputStream in = switch (settings.compression()) {
            case "gzip" -> new GZIPInputStream(raw);
            case "deflate" -> new InflaterInputStream(raw);
            default -> raw;
        }) {
            return in.readAllBytes();
        }
    }

    private boolean failRegex(String words) {
        regex = true;
        return text.fail(words);
    }
}
