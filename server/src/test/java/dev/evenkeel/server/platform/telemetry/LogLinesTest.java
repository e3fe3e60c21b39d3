package dev.evenkeel.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void aLineOfJsonHasAllOfTheEvent() throws Exception {
        LoggingEvent event = event(Level.WARN, "a \"quoted\"\nmessage \u001b[31m", new IOException("gone"));
        event.addKeyValuePair(new KeyValuePair("status", 503));
        event.addKeyValuePair(new KeyValuePair("durationMillis", 1.5));
        event.addKeyValuePair(new KeyValuePair("level", "not twice"));
        event.addKeyValuePair(new KeyValuePair("nothing", null));

        String line = new String(new JsonLine().encode(event), StandardCharsets.UTF_8);

        assertThat(line).endsWith("}\n").hasLineCount(1).doesNotContain("\u001b");
        JsonNode json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05.006Z");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("logger").asText()).isEqualTo("dev.evenkeel.Sample");
        assertThat(json.path("message").asText()).isEqualTo("a \"quoted\"\nmessage \u001b[31m");
        assertThat(json.path("requestId").asText()).isEqualTo("r-1");
        assertThat(json.path("status").asInt()).isEqualTo(503);
        assertThat(json.path("durationMillis").asDouble()).isEqualTo(1.5);
        assertThat(json.path("nothing").asText()).isEqualTo("null");
        assertThat(json.path("stackTrace").asText())
                .startsWith("java.io.IOException: gone")
                .contains("\tat ");
    }

    @Test
    void aLineOfTextIsForPeople() {
        LoggingEvent event = event(Level.ERROR, "hello", null);

        assertThat(new TextLine(ZoneOffset.ofHours(1), false).encode(event))
                .asString()
                .isEqualTo("04:04:05.006 ERROR Sample hello [r-1]\n");
        assertThat(new TextLine(ZoneOffset.UTC, true).encode(event))
                .asString()
                .contains("\u001b[31mERROR\u001b[0m")
                .contains("hello");
        assertThat(new TextLine(ZoneOffset.UTC, false).encode(event(Level.INFO, "x", new IOException("gone"))))
                .asString()
                .contains("INFO  Sample x [r-1]\njava.io.IOException: gone");
    }

    private LoggingEvent event(Level level, String message, @Nullable Throwable thrown) {
        var event = new LoggingEvent("fqcn", context.getLogger("dev.evenkeel.Sample"), level, message, thrown, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        event.setMDCPropertyMap(Map.of("requestId", "r-1"));
        return event;
    }
}
