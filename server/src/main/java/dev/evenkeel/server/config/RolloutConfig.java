package dev.evenkeel.server.config;

import dev.evenkeel.core.process.RolloutSpec;
import dev.evenkeel.core.process.Share;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a new version takes the place of the old one; names and meaning are those of a Kubernetes Deployment.
 *
 * @param maxSurge replicas beyond those wanted, meanwhile
 * @param maxUnavailable ready replicas short of those wanted, meanwhile
 * @param minReadySeconds a new replica has to be ready for so long to count as available
 * @param progressDeadlineSeconds without progress for so long the rollout has failed
 * @param autoRevert whether the old version comes back when the rollout has failed, or the new one is worse
 */
public record RolloutConfig(
        Share maxSurge, Share maxUnavailable, int minReadySeconds, int progressDeadlineSeconds, boolean autoRevert) {

    static RolloutConfig from(Section section) {
        Share surge = share(section, "maxSurge", Share.of(1));
        Share unavailable = share(section, "maxUnavailable", Share.of(0));
        if (surge.value() == 0 && unavailable.value() == 0) {
            section.reject("maxSurge", "maxSurge and maxUnavailable can't both be 0: nothing could ever be replaced");
            surge = Share.of(1);
        }
        int ready = section.integer("minReadySeconds", 5, 0, 86_400);
        int deadline = section.integer("progressDeadlineSeconds", Math.max(120, ready * 2), 1, 172_800);
        if (deadline <= ready) {
            section.reject("progressDeadlineSeconds", "must be longer than minReadySeconds, or no rollout can succeed");
            deadline = ready + 1;
        }
        return new RolloutConfig(surge, unavailable, ready, deadline, section.bool("autoRevert", true));
    }

    private static Share share(Section section, String key, Share fallback) {
        String text = section.text(key, fallback.toString());
        try {
            return Share.parse(text);
        } catch (IllegalArgumentException e) {
            section.reject(key, String.valueOf(e.getMessage()));
            return fallback;
        }
    }

    /** In the form in which the planner takes it. */
    public RolloutSpec spec() {
        return RolloutSpec.of(
                maxSurge,
                maxUnavailable,
                Duration.ofSeconds(minReadySeconds),
                Duration.ofSeconds(progressDeadlineSeconds),
                autoRevert);
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("maxSurge", maxSurge.toString());
        tree.put("maxUnavailable", maxUnavailable.toString());
        tree.put("minReadySeconds", minReadySeconds);
        tree.put("progressDeadlineSeconds", progressDeadlineSeconds);
        tree.put("autoRevert", autoRevert);
        return tree;
    }
}
