package dev.evenkeel.server.config;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go, and which.
 *
 * @param endpoint of the collector, to which {@code /v1/traces} is appended; null for no traces
 * @param headers sent to the collector
 * @param sample the share of the traces begun here that are recorded, 0 to 1
 * @param serviceName what this process is called in the traces
 */
public record TracesConfig(@Nullable URI endpoint, Map<String, Secret> headers, double sample, String serviceName) {

    static TracesConfig from(Section section) {
        return new TracesConfig(
                section.url("endpoint").orElse(null),
                section.secrets("headers"),
                section.decimal("sample", 1, 0, 1),
                section.text("serviceName", "evenkeel"));
    }
}
