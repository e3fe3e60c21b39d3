package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.AddressFamily;
import dev.evenkeel.server.monitor.probe.TlsClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a module says of its requests and of the answers that it wants.
 *
 * @param fileHeaders headers whose values are in files, read for each request
 * @param bodyFile read for each request; null for {@code body}
 */
record HttpModuleSettings(
        List<Integer> validStatusCodes,
        List<String> validVersions,
        String method,
        List<Map.Entry<String, String>> headers,
        List<Map.Entry<String, Path>> fileHeaders,
        String body,
        @Nullable Path bodyFile,
        boolean followRedirects,
        boolean failIfSsl,
        boolean failIfNotSsl,
        List<Pattern> failIfBodyMatches,
        List<Pattern> failIfBodyNotMatches,
        List<HeaderMatch> failIfHeaderMatches,
        List<HeaderMatch> failIfHeaderNotMatches,
        String compression,
        long bodySizeLimit,
        boolean http2,
        AddressFamily family,
        TlsClient.Settings tls) {
    private static final List<String> NOT_HERE = List.of(
            "proxy_url",
            "proxy_from_environment",
            "proxy_connect_header",
            "no_proxy",
            "skip_resolve_phase_with_proxy",
            "oauth2",
            "fail_if_body_json_matches_cel",
            "fail_if_body_json_not_matches_cel",
            "enable_http3");
    private static final Set<String> COMPRESSIONS = Set.of("", "identity", "gzip", "deflate");

    /** A header that has to match, or must not. */
    record HeaderMatch(String header, Pattern regexp, boolean allowMissing) {}

    /** The headers of the file and of the files that it names. */
    List<Map.Entry<String, String>> allHeaders() throws IOException {
        var all = new ArrayList<>(headers);
        for (Map.Entry<String, Path> header : fileHeaders) {
            all.add(Map.entry(
                    header.getKey(), Files.readString(header.getValue()).strip()));
        }
        return all;
    }

    byte[] bodyBytes() throws IOException {
        return bodyFile == null ? body.getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(bodyFile);
    }

    /** A prober that is refused when the module needs what there isn't here. */
    static Prober read(Keys keys) throws ModuleException {
        List<String> missing = NOT_HERE.stream().filter(keys::has).toList();
        var headers = new ArrayList<Map.Entry<String, String>>();
        var fileHeaders = new ArrayList<Map.Entry<String, Path>>();
        Keys plain = keys.section("headers");
        for (Object name : plain.names()) {
            headers.add(Map.entry(String.valueOf(name), plain.text(String.valueOf(name), "")));
        }
        httpHeaders(keys.section("http_headers"), headers, fileHeaders);
        credentials(keys, headers);
        String bodyFile = keys.text("body_file");
        String compression = keys.text("compression", "");
        var settings = new HttpModuleSettings(
                codes(keys),
                keys.texts("valid_http_versions").stream()
                        .map(version -> version.equals("HTTP/2") ? "HTTP/2.0" : version)
                        .toList(),
                keys.text("method", "GET"),
                List.copyOf(headers),
                List.copyOf(fileHeaders),
                keys.text("body", ""),
                bodyFile == null ? null : Path.of(bodyFile),
                keys.bool("follow_redirects", !keys.bool("no_follow_redirects", false)),
                keys.bool("fail_if_ssl", false),
                keys.bool("fail_if_not_ssl", false),
                keys.patterns("fail_if_body_matches_regexp"),
                keys.patterns("fail_if_body_not_matches_regexp"),
                matches(keys, "fail_if_header_matches"),
                matches(keys, "fail_if_header_not_matches"),
                compression,
                size(keys),
                keys.bool("enable_http2", true),
                Common.family(keys),
                Common.tls(keys));
        keys.end();
        if (!missing.isEmpty()) {
            return new RefusedModule("this module needs " + String.join(", ", missing) + ", which is not supported");
        }
        return COMPRESSIONS.contains(compression)
                ? new HttpModule(settings)
                : new RefusedModule("compression " + compression + " is not supported; gzip and deflate are");
    }

    private static List<Integer> codes(Keys keys) throws ModuleException {
        var codes = new ArrayList<Integer>();
        for (String code : keys.texts("valid_status_codes")) {
            if (!code.matches("[1-9]\\d{2}")) {
                throw new ModuleException(keys.path() + ".valid_status_codes: " + code + " is no status");
            }
            codes.add(Integer.valueOf(code));
        }
        return List.copyOf(codes);
    }

    private static List<HeaderMatch> matches(Keys keys, String key) throws ModuleException {
        var matches = new ArrayList<HeaderMatch>();
        for (Object item : keys.list(key)) {
            Keys match = Keys.of(keys.path() + "." + key, item);
            Pattern regexp = match.pattern("regexp");
            if (regexp == null) {
                throw new ModuleException(match.path() + ".regexp: is missing");
            }
            matches.add(new HeaderMatch(match.text("header", ""), regexp, match.bool("allow_missing", false)));
            match.end();
        }
        return List.copyOf(matches);
    }

    private static void httpHeaders(
            Keys keys, List<Map.Entry<String, String>> headers, List<Map.Entry<String, Path>> files)
            throws ModuleException {
        for (Object name : keys.names()) {
            String header = String.valueOf(name);
            Keys of = keys.section(header);
            of.texts("values").forEach(value -> headers.add(Map.entry(header, value)));
            of.texts("secrets").forEach(value -> headers.add(Map.entry(header, value)));
            of.texts("files").forEach(file -> files.add(Map.entry(header, Path.of(file))));
            of.end();
        }
    }

    private static void credentials(Keys keys, List<Map.Entry<String, String>> headers) throws ModuleException {
        if (keys.has("basic_auth")) {
            Keys basic = keys.section("basic_auth");
            String pair = basic.text("username", "") + ":" + basic.text("password", "");
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            headers.add(Map.entry("Authorization", "Basic " + encoded));
            basic.end();
        }
        if (keys.has("authorization")) {
            Keys authorization = keys.section("authorization");
            String type = authorization.text("type", "Bearer");
            headers.add(Map.entry("Authorization", type + " " + authorization.text("credentials", "")));
            authorization.end();
        }
        if (keys.has("bearer_token")) {
            headers.add(Map.entry("Authorization", "Bearer " + keys.text("bearer_token", "")));
        }
    }

    private static long size(Keys keys) throws ModuleException {
        String text = keys.text("body_size_limit", "0");
        var matcher =
                Pattern.compile("(\\d{1,12})\\s*(|B|KB|KiB|MB|MiB|GB|GiB)").matcher(text);
        if (!matcher.matches()) {
            throw new ModuleException(keys.path() + ".body_size_limit: " + text + " is no size");
        }
        int shift = switch (matcher.group(2)) {
            case "KB", "KiB" -> 10;
            case "MB", "MiB" -> 20;
            case "GB", "GiB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
