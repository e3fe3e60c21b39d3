package dev.evenkeel.core.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Which replicas to start and stop next on the way to {@code replicas} of one version: the arithmetic of Kubernetes'
 * deployment controller, with one difference. There a new replica that isn't available holds up the stopping of old ones
 * that aren't either, so a service whose replicas crash every minute may never get through. Here one that has once been
 * available no longer does: it has proven itself, and crashes are judged by {@link VersionJudge}.
 */
final class RollingUpdate {
    private final String target;
    private final int replicas;
    private final int floor;
    private final int ceiling;
    private final Duration minReady;
    private final Set<String> proven;
    private final Instant now;
    private final List<Member> ours = new ArrayList<>();
    private final List<Member> others = new ArrayList<>();
    private int available;
    private int unproven;

    RollingUpdate(
            String target,
            int replicas,
            RolloutSpec spec,
            Duration minReady,
            List<Member> members,
            Set<String> proven,
            Instant now) {
        this.target = target;
        this.replicas = replicas;
        this.floor = spec.floor(replicas);
        this.ceiling = spec.ceiling(replicas);
        this.minReady = minReady;
        this.proven = proven;
        this.now = now;
        // The order in which they are stopped: those of no use first, then those ready for the shortest time.
        Comparator<Member> order = Comparator.comparing((Member member) -> member.availableAt(now, minReady))
                .thenComparing(Member::readySince, Comparator.nullsFirst(Comparator.reverseOrder()))
                .thenComparing(Member::id);
        for (Member member :
                members.stream().filter(each -> !each.stopping()).sorted(order).toList()) {
            (member.version().equals(target) ? ours : others).add(member);
            if (member.availableAt(now, minReady)) {
                available++;
            } else if (unproven(member)) {
                unproven++;
            }
        }
    }

    /** How many to start. */
    int start() {
        int room = ceiling - ours.size() - others.size();
        return Math.max(0, Math.min(room, replicas - ours.size()));
    }

    /** Whom to stop, so that what is available never falls below the floor by it. */
    List<String> stop() {
        List<String> stopped = new ArrayList<>();
        for (Member surplus : ours.subList(0, Math.max(0, ours.size() - replicas))) {
            stop(surplus, stopped);
        }
        int useless = ours.size() + others.size() - stopped.size() - floor - unproven;
        for (Member other : others) {
            if (other.availableAt(now, minReady) ? available > floor : useless > 0) {
                useless--;
                stop(other, stopped);
            }
        }
        return stopped;
    }

    private void stop(Member member, List<String> stopped) {
        stopped.add(member.id());
        if (member.availableAt(now, minReady)) {
            available--;
        } else if (unproven(member)) {
            unproven--;
        }
    }

    private boolean unproven(Member member) {
        return member.version().equals(target) && !proven.contains(member.id());
    }
}
