package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.endpoint.EndpointSource.Traffic;
import dev.evenkeel.core.process.Autoscaler;
import dev.evenkeel.core.process.ScalingMetric;
import dev.evenkeel.core.process.ScalingRules;
import dev.evenkeel.core.process.ScalingSpec;
import dev.evenkeel.server.config.AutoscalingConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures the load of each replica and says how many there should be. Confined to the loop. */
final class AppScaler {
    /** Kubernetes'. */
    private static final double TOLERANCE = 0.1;

    private final Map<String, Load> loads = new HashMap<>();
    private Autoscaler autoscaler = Autoscaler.NEW;
    private @Nullable Instant next;

    /** What one replica had to do since the last decision. */
    private static final class Load {
        private Traffic begin = Traffic.NONE;
        private Traffic last = Traffic.NONE;
        private long inFlight;
        private int looks;
    }

    /**
     * Looks at the load, about once a second, and decides when it is time.
     *
     * @return what was decided; null when it is not yet time
     */
    Autoscaler.@Nullable Decision look(
            AutoscalingConfig config, int wanted, List<ReplicaRunner> runners, ReadyReplicas ready, Instant now) {
        for (ReplicaRunner runner : runners) {
            if (runner.port() > 0) {
                measure(runner.id(), ready.traffic(runner.address()));
            }
        }
        Instant due = next;
        if (due == null) {
            next = now.plus(config.interval());
            return null;
        }
        if (now.isBefore(due)) {
            return null;
        }
        next = now.plus(config.interval());
        Autoscaler.Decision decision = decide(config, wanted, runners, now);
        autoscaler = decision.autoscaler();
        loads.keySet().retainAll(runners.stream().map(ReplicaRunner::id).toList());
        loads.values().forEach(load -> {
            load.begin = load.last;
            load.inFlight = 0;
            load.looks = 0;
        });
        return decision;
    }

    private void measure(String replica, Traffic traffic) {
        Load load = loads.computeIfAbsent(replica, _ -> new Load());
        if (traffic.answered() < load.last.answered()) {
            // It came back into traffic, and the counts began anew.
            load.begin = Traffic.NONE;
        }
        load.last = traffic;
        load.inFlight += traffic.inFlight();
        load.looks++;
    }

    private Autoscaler.Decision decide(AutoscalingConfig config, int wanted, List<ReplicaRunner> runners, Instant now) {
        Set<String> readyIds = new HashSet<>();
        Set<String> otherIds = new HashSet<>();
        Map<String, Double> concurrency = new HashMap<>();
        Map<String, Double> latency = new HashMap<>();
        for (ReplicaRunner runner : runners) {
            if (runner.stopping()) {
                continue;
            }
            (runner.replica().ready() ? readyIds : otherIds).add(runner.id());
            Load load = loads.get(runner.id());
            if (load != null && load.looks > 0) {
                concurrency.put(runner.id(), (double) load.inFlight / load.looks);
                long answered = load.last.answered() - load.begin.answered();
                if (answered > 0) {
                    latency.put(runner.id(), (load.last.nanos() - load.begin.nanos()) / 1e9 / answered);
                }
            }
        }
        var metrics = new ArrayList<ScalingMetric>();
        if (config.concurrency() > 0) {
            metrics.add(new ScalingMetric("concurrency", config.concurrency(), concurrency));
        }
        if (config.latency() != null) {
            metrics.add(new ScalingMetric("latency", config.latency().toNanos() / 1e9, latency));
        }
        return autoscaler.decide(spec(config), wanted, readyIds, otherIds, metrics, now);
    }

    private static ScalingSpec spec(AutoscalingConfig config) {
        return new ScalingSpec(
                config.minReplicas(),
                config.maxReplicas(),
                TOLERANCE,
                new ScalingRules(config.scaleUpWindow(), ScalingRules.UP.policies(), ScalingRules.UP.select()),
                new ScalingRules(config.scaleDownWindow(), ScalingRules.DOWN.policies(), ScalingRules.DOWN.select()));
    }
}
