package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ScalingRules.Policy;
import dev.evenkeel.core.process.ScalingRules.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many replicas an application should have, by the rules of Kubernetes'
 * <a href="https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/">HorizontalPodAutoscaler</a>:
 * {@code ceil(replicas × metric / target)}, nothing within the tolerance, the largest answer of several metrics, then the
 * stabilization windows, the policies and the bounds.
 *
 * <p>Replicas that aren't ready tell nothing: they are left out, and when more seem to be needed they count as if they
 * had nothing to do, since they will take their share. Ready ones without a measurement count as exactly on target when
 * fewer seem to be needed, and as idle when more do. (Kubernetes looks at readiness for CPU alone; here no metric is to
 * be fooled by a cold start.)
 *
 * <p>Immutable; what it has recommended and changed is all that has to be kept.
 *
 * @param recommendations what was recommended before, oldest first
 * @param changes what was changed before, oldest first
 */
public record Autoscaler(List<Recommendation> recommendations, List<Change> changes) {
    /** As good as infinite, and far from an overflow. */
    private static final double MANY = 1_000_000;

    public static final Autoscaler NEW = new Autoscaler(List.of(), List.of());

    /** What the metrics alone asked for. */
    public record Recommendation(Instant at, int replicas) {}

    /** By how many replicas the number was changed; negative for fewer. */
    public record Change(Instant at, int by) {}

    /**
     * @param autoscaler from now on
     * @param replicas how many there should be
     * @param reason why, in words
     */
    public record Decision(Autoscaler autoscaler, int replicas, String reason) {}

    public Autoscaler {
        recommendations = List.copyOf(recommendations);
        changes = List.copyOf(changes);
    }

    /**
     * Decides; the caller changes the number to what comes out. Asked every 15 s it behaves as in Kubernetes.
     *
     * @param current how many are wanted now
     * @param ready the ids of the replicas that are ready
     * @param notReady the ids of those that aren't, those being ended left out
     * @param metrics what was measured; empty when nothing was
     */
    public Decision decide(
            ScalingSpec spec,
            int current,
            Set<String> ready,
            Set<String> notReady,
            List<ScalingMetric> metrics,
            Instant now) {
        if (current < spec.min() || current > spec.max()) {
            int bounded = Math.clamp(current, spec.min(), spec.max());
            return changed(spec, recommendations, current, bounded, bound(bounded, current), now);
        }
        int proposed = 0;
        String reason = "";
        boolean unknown = metrics.isEmpty();
        for (ScalingMetric metric : metrics) {
            OptionalInt proposal = propose(metric, spec.tolerance(), current, ready, notReady);
            if (proposal.isEmpty()) {
                unknown = true;
            } else if (proposal.getAsInt() > proposed) {
                proposed = proposal.getAsInt();
                reason = describe(metric, ready);
            }
        }
        if (unknown && proposed <= current) {
            return new Decision(this, current, "a metric is missing, so it isn't scaled down");
        }
        List<Recommendation> known = new ArrayList<>(recommendations);
        if (known.isEmpty()) {
            known.add(new Recommendation(now, current));
        }
        int stable = stabilize(spec, known, current, proposed, now);
        known.add(new Recommendation(now, proposed));
        if (stable == current && proposed != current) {
            reason += "; held by the stabilization window";
        }
        int limited = Math.clamp(limit(spec, current, stable, now), spec.min(), spec.max());
        if (limited != stable) {
            reason += "; limited from " + stable + " to " + limited;
        }
        return changed(spec, known, current, limited, reason, now);
    }

    private static String bound(int bounded, int current) {
        return bounded > current ? "below the minimum" : "above the maximum";
    }

    private static String describe(ScalingMetric metric, Set<String> ready) {
        double mean = metric.values().entrySet().stream()
                .filter(entry -> ready.contains(entry.getKey()))
                .mapToDouble(entry -> entry.getValue())
                .average()
                .orElse(0);
        return String.format(Locale.ROOT, "%s %.3g a replica, target %.3g", metric.name(), mean, metric.target());
    }

    private static OptionalInt propose(
            ScalingMetric metric, double tolerance, int current, Set<String> ready, Set<String> notReady) {
        double sum = 0;
        int measured = 0;
        for (String id : ready) {
            Double value = metric.values().get(id);
            if (value != null) {
                sum += value;
                measured++;
            }
        }
        if (measured == 0) {
            return OptionalInt.empty();
        }
        double ratio = sum / measured / metric.target();
        int missing = ready.size() - measured;
        boolean idle = ratio > 1 && !notReady.isEmpty();
        if (missing == 0 && !idle) {
            return OptionalInt.of(within(tolerance, ratio) ? current : saturated(Math.ceil(ratio * measured)));
        }
        double assumed = sum + (ratio < 1 ? missing * metric.target() : 0);
        int counted = measured + missing + (idle ? notReady.size() : 0);
        double cautious = assumed / counted / metric.target();
        boolean turned = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
        if (within(tolerance, cautious) || turned) {
            return OptionalInt.of(current);
        }
        int proposal = saturated(Math.ceil(cautious * counted));
        boolean turnedAround = (cautious < 1 && proposal > current) || (cautious > 1 && proposal < current);
        return OptionalInt.of(turnedAround ? current : proposal);
    }

    private static boolean within(double tolerance, double ratio) {
        return 1 - tolerance <= ratio && ratio <= 1 + tolerance;
    }

    private static int saturated(double replicas) {
        return (int) Math.min(MANY, replicas);
    }

    private static int stabilize(ScalingSpec spec, List<Recommendation> known, int current, int proposed, Instant now) {
        int up = proposed;
        int down = proposed;
        for (Recommendation each : known) {
            if (each.at().isAfter(now.minus(spec.up().window()))) {
                up = Math.min(up, each.replicas());
            }
            if (each.at().isAfter(now.minus(spec.down().window()))) {
                down = Math.max(down, each.replicas());
            }
        }
        return Math.min(Math.max(current, up), Math.max(down, up));
    }

    private int limit(ScalingSpec spec, int current, int wanted, Instant now) {
        if (wanted > current) {
            return Math.min(wanted, Math.max(current, reach(spec.up(), 1, current, now)));
        }
        return wanted < current ? Math.max(wanted, Math.min(current, reach(spec.down(), -1, current, now))) : current;
    }

    /** How far the policies let the number go in a direction, 1 or −1. */
    private int reach(ScalingRules rules, int direction, int current, Instant now) {
        if (rules.select() == Select.DISABLED) {
            return current;
        }
        if (rules.policies().isEmpty()) {
            return direction > 0 ? Integer.MAX_VALUE : 0;
        }
        Stream<Integer> steps = rules.policies().stream()
                .map(policy -> direction * (target(policy, direction, current, now) - current));
        int step = rules.select() == Select.MAX
                ? steps.max(Integer::compare).orElseThrow()
                : steps.min(Integer::compare).orElseThrow();
        return current + direction * step;
    }

    private int target(Policy policy, int direction, int current, Instant now) {
        Instant since = now.minus(policy.period());
        int start = current;
        for (Change change : changes) {
            if (change.at().isAfter(since)) {
                start -= change.by();
            }
        }
        if (!policy.percent()) {
            return start + direction * policy.value();
        }
        double factor = 1 + direction * policy.value() / 100.0;
        return direction > 0 ? saturated(Math.ceil(start * factor)) : (int) (start * Math.max(0, factor));
    }

    private Decision changed(
            ScalingSpec spec, List<Recommendation> known, int current, int replicas, String reason, Instant now) {
        List<Change> all = new ArrayList<>(changes);
        if (replicas != current) {
            all.add(new Change(now, replicas - current));
        }
        Instant oldChange = now.minus(longestPeriod(spec));
        Duration window = spec.up().window().compareTo(spec.down().window()) > 0
                ? spec.up().window()
                : spec.down().window();
        Instant oldRecommendation = now.minus(window);
        Autoscaler next = new Autoscaler(
                known.stream()
                        .filter(each -> each.at().isAfter(oldRecommendation)
                                || each.at().equals(now))
                        .toList(),
                all.stream().filter(each -> each.at().isAfter(oldChange)).toList());
        return new Decision(next, replicas, reason);
    }

    private static Duration longestPeriod(ScalingSpec spec) {
        return Stream.concat(spec.up().policies().stream(), spec.down().policies().stream())
                .map(Policy::period)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
