package dev.evenkeel.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the load decide about the number of replicas.
 *
 * @param minReplicas at least so many
 * @param maxReplicas at most so many
 * @param concurrency requests under way per replica to aim at; 0 to look at latency alone
 * @param latency average time to an answer to aim at; null to look at concurrency alone
 * @param interval between two decisions
 * @param scaleDownWindow the most that was needed in it is kept
 * @param scaleUpWindow the least that was needed in it is added
 */
public record AutoscalingConfig(
        int minReplicas,
        int maxReplicas,
        double concurrency,
        @Nullable Duration latency,
        Duration interval,
        Duration scaleDownWindow,
        Duration scaleUpWindow) {

    static @Nullable AutoscalingConfig from(Section section, boolean present) {
        if (!present) {
            return null;
        }
        int min = section.integer("minReplicas", 1, 1, 1000);
        int max = section.integer("maxReplicas", Math.max(min, 1), 1, 1000);
        if (max < min) {
            section.reject("maxReplicas", "must not be below minReplicas");
            max = min;
        }
        double concurrency = section.decimal("concurrency", 0, 0, 1_000_000);
        Duration latency = section.has("latency")
                ? section.duration("latency", Duration.ofSeconds(1), Duration.ofMillis(1), AppConfig.HOUR)
                : null;
        if (concurrency == 0 && latency == null) {
            section.reject("concurrency", "write what to aim at: concurrency: 10, latency: 200ms, or both");
        }
        return new AutoscalingConfig(
                min,
                max,
                concurrency,
                latency,
                section.duration("interval", Duration.ofSeconds(15), Duration.ofMillis(100), AppConfig.HOUR),
                section.duration("scaleDownWindow", Duration.ofMinutes(5), Duration.ZERO, AppConfig.HOUR),
                section.duration("scaleUpWindow", Duration.ZERO, Duration.ZERO, AppConfig.HOUR));
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("minReplicas", minReplicas);
        tree.put("maxReplicas", maxReplicas);
        tree.put("concurrency", concurrency);
        if (latency != null) {
            tree.put("latency", Durations.format(latency));
        }
        tree.put("interval", Durations.format(interval));
        tree.put("scaleDownWindow", Durations.format(scaleDownWindow));
        tree.put("scaleUpWindow", Durations.format(scaleUpWindow));
        return tree;
    }
}
