package dev.evenkeel.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A request that is sent again and again, as a caller or a saboteur would. */
public record ActionConfig(
        String name,
        String method,
        URI url,
        Map<String, Secret> headers,
        String body,
        Duration interval,
        Duration timeout) {

    static ActionConfig from(Section section, String fallbackName) {
        Duration interval = section.duration(
                "interval", Duration.ofSeconds(30), CheckConfig.SHORTEST_INTERVAL, CheckConfig.LONGEST_INTERVAL);
        return new ActionConfig(
                section.text("name", fallbackName),
                HttpCheckConfig.method(section, "POST"),
                CheckConfig.target(section, Set.of("http", "https")),
                HttpCheckConfig.headers(section),
                section.has("body") ? section.text("body", "") : "",
                interval,
                CheckConfig.timeout(section, Duration.ofSeconds(10), interval));
    }
}
