package dev.evenkeel.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of alerts.
 *
 * @param url for all kinds but e-mail; null there
 * @param secretUrl the same where the address itself is a secret, as Slack's; goes before {@code url}
 * @param method of {@code http}
 * @param headers of {@code http} and {@code webhook}
 * @param body the template of {@code http}
 * @param severities the values of the label {@code severity} that it is told of; empty for all
 * @param email null for all other kinds
 */
public record ReceiverConfig(
        String name,
        Type type,
        @Nullable URI url,
        @Nullable Secret secretUrl,
        String method,
        String contentType,
        Map<String, Secret> headers,
        String body,
        Set<String> severities,
        boolean sendResolved,
        Duration timeout,
        @Nullable Email email) {

    /** How it is told. */
    public enum Type {
        /** Alertmanager's webhook, version 4. */
        WEBHOOK,
        /** An incoming webhook of Slack. */
        SLACK,
        EMAIL,
        /** Any request, by a template. */
        HTTP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param username null where the server wants no login */
    public record Email(
            String host,
            int port,
            String from,
            List<String> to,
            @Nullable String username,
            @Nullable Secret password,
            boolean requireTls) {}

    static ReceiverConfig from(Section section, String fallbackName) {
        Type type = section.oneOf("type", Type.WEBHOOK);
        URI url = section.url("url").orElse(null);
        Secret secretUrl = section.secret("secretUrl").orElse(null);
        if (type != Type.EMAIL && url == null && secretUrl == null) {
            section.reject(
                    "url",
                    "is needed: write where to send it, as in https://chat.example/hooks/1, or"
                            + " secretUrl when the address is a secret");
        }
        if (secretUrl != null && !isUrl(secretUrl.value())) {
            section.reject("secretUrl", "is no address that can be asked: it begins with http:// or https://");
        }
        var config = new ReceiverConfig(
                section.text("name", fallbackName),
                type,
                url,
                secretUrl,
                section.text("method", "POST"),
                section.text("contentType", "application/json"),
                new HashMap<>(section.secrets("headers")),
                section.text("body", "{{json}}"),
                Set.copyOf(section.list("severities", List.of())),
                section.bool("sendResolved", true),
                section.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                email(section, type));
        if (!config.method.matches("GET|POST|PUT|PATCH|DELETE")) {
            section.reject("method", "write one of GET, POST, PUT, PATCH, DELETE");
        }
        return config;
    }

    private static boolean isUrl(String text) {
        try {
            URI url = URI.create(text);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Email email(Section receiver, Type type) {
        Section section = receiver.section("smtp");
        var email = new Email(
                section.text("host", "127.0.0.1"),
                section.integer("port", 25, 1, 65_535),
                section.text("from", "evenkeel@localhost"),
                section.list("to", List.of()),
                section.has("username") ? section.text("username", "none") : noUsername(section),
                section.secret("password").orElse(null),
                section.bool("requireTls", false));
        if (type != Type.EMAIL) {
            return null;
        }
        if (email.to.isEmpty()) {
            section.reject("to", "is needed: write at least one address");
        }
        for (String address : email.to) {
            if (!isAddress(address)) {
                section.reject("to", "\"" + address + "\" is no e-mail address: write it as in ann@example.com");
            }
        }
        if (!isAddress(email.from)) {
            section.reject("from", "\"" + email.from + "\" is no e-mail address: write it as in ann@example.com");
        }
        return email;
    }

    private static @Nullable String noUsername(Section section) {
        section.text("username", "none");
        return null;
    }

    private static boolean isAddress(String text) {
        return text.matches("[^\\s<>@,;:\"]+@[^\\s<>@,;:\"]+");
    }
}
