package dev.evenkeel.core.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An answer as a test wants it. */
record Answer(Integer status, Duration latency, String body, Map<String, String> headers, Object json, String ip)
        implements Evidence {
    static Answer ok() {
        return new Answer(
                200,
                Duration.ofMillis(120),
                "welcome home 42",
                Map.of("content-type", "application/json", "age", "17"),
                Map.of(
                        "status",
                        "UP",
                        "count",
                        3,
                        "on",
                        true,
                        "items",
                        List.of(Map.of("state", "UP", "n", 1), Map.of("state", "DOWN", "n", 2.5))),
                "10.1.2.3");
    }

    Answer withStatus(int other) {
        return new Answer(other, latency, body, headers, json, ip);
    }

    Answer withLatency(Duration other) {
        return new Answer(status, other, body, headers, json, ip);
    }

    Answer withoutJson() {
        return new Answer(status, latency, body, headers, NO_JSON, ip);
    }

    @Override
    public String header(String name) {
        return headers.get(name.toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public Duration certificateExpiresIn() {
        return Duration.ofDays(20);
    }

    @Override
    public String rcode() {
        return null;
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }
}
