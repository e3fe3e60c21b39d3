package dev.evenkeel.server.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of {@code POST /admin/faults}: the settings to change, the others stay. As on the command line, {@code hang},
 * {@code reset} and {@code truncate} take their defaults when {@code fail} is given without them.
 */
final class SettingsChange {
    private static final Set<String> NAMES =
            new TreeSet<>(Set.of("fail", "hang", "reset", "truncate", "rateLimit", "latency", "seed"));

    private final JsonNode change;

    private SettingsChange(JsonNode change) {
        this.change = change;
    }

    /** @throws IllegalArgumentException when it is no object of settings */
    static SettingsChange read(byte[] body) {
        JsonNode change = object(body);
        change.fieldNames().forEachRemaining(name -> {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is no setting; there are " + NAMES);
            }
        });
        return new SettingsChange(change);
    }

    /** The settings by the names that a change gives them. */
    static Map<String, Object> show(FlakySettings settings) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("fail", settings.faults().fail());
        shown.put("hang", settings.faults().hang());
        shown.put("reset", settings.faults().reset());
        shown.put("truncate", settings.faults().truncate());
        shown.put("rateLimit", settings.ratePerSecond());
        shown.put("latency", settings.latency().toString());
        shown.put("seed", settings.seed());
        return shown;
    }

    boolean has(String name) {
        return change.has(name);
    }

    /** @throws IllegalArgumentException saying what is wrong and what would be right */
    FlakySettings apply(FlakySettings now) {
        FaultPlan plan = has("fail") ? FaultPlan.of(number("fail", 0)) : now.faults();
        FaultPlan faults = new FaultPlan(
                plan.fail(),
                number("hang", plan.hang()),
                number("reset", plan.reset()),
                number("truncate", plan.truncate()));
        Latency latency = has("latency") ? Latency.parse(change.get("latency").asText()) : now.latency();
        return new FlakySettings(faults, latency, number("rateLimit", now.ratePerSecond()), seed(now.seed()));
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode change = Json.parse(body);
            if (change.isObject()) {
                return change;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is no JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("the body must be a JSON object with any of " + NAMES);
    }

    private double number(String name, double otherwise) {
        JsonNode value = change.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + " must be a number, and is " + value);
        }
        return value.doubleValue();
    }

    private long seed(long otherwise) {
        JsonNode value = change.get("seed");
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("seed must be a whole number, and is " + value);
        }
        return value.longValue();
    }
}
