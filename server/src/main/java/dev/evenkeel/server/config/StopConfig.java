package dev.evenkeel.server.config;

import dev.evenkeel.core.process.Profile;
import dev.evenkeel.core.process.Termination;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a replica is ended: out of traffic at once, TERM when the requests under way are done, KILL after the grace.
 *
 * @param grace from the decision to KILL
 * @param drain the longest wait for requests under way
 * @param preStop a command to run before TERM; empty for none
 */
public record StopConfig(Duration grace, Duration drain, List<String> preStop) {

    static StopConfig from(Section section, Profile profile) {
        Termination usual = profile.termination();
        Duration grace = section.duration("grace", usual.grace(), Duration.ZERO, AppConfig.HOUR);
        Duration most = usual.drain().isZero() ? grace.dividedBy(2) : usual.drain();
        return new StopConfig(
                grace,
                section.duration("drain", most.compareTo(grace) > 0 ? grace : most, Duration.ZERO, AppConfig.HOUR),
                section.list("preStop", List.of()));
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("grace", Durations.format(grace));
        tree.put("drain", Durations.format(drain));
        if (!preStop.isEmpty()) {
            tree.put("preStop", preStop);
        }
        return tree;
    }
}
