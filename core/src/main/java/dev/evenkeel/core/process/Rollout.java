package dev.evenkeel.core.process;

import dev.evenkeel.core.process.Verdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version on its way to take the place of another. Immutable, and all there is to keep: after a restart the planner
 * goes on from this record and the replicas that are found.
 *
 * <p>Call {@link #step} whenever a replica or the verdict changes and when the last step asks for it, do what it says,
 * and keep its rollout. It is called on when the rollout has ended, too: then it keeps up the number of replicas.
 *
 * @param from the version before, null when there is none to go back to
 * @param to the new version
 * @param startedAt when it began
 * @param phase where it stands
 * @param reason why it failed or is reverted, otherwise empty
 * @param replicas how many were wanted at the last step
 * @param lastProgress when it last got further
 * @param best how far it has been: replicas of the version wanted plus those of them that were available once, less
 *     the others
 * @param proven the replicas of the version wanted that were available once
 * @param tookOver when the version wanted had taken over, null before
 */
public record Rollout(
        @Nullable String from,
        String to,
        Instant startedAt,
        Phase phase,
        String reason,
        int replicas,
        Instant lastProgress,
        int best,
        Set<String> proven,
        @Nullable Instant tookOver) {

    /** Where a rollout stands. */
    public enum Phase {
        PROGRESSING,
        /** The new version has taken over. */
        COMPLETE,
        /** It got stuck or was worse, and there is no way back or none was wanted; nothing is replaced any more. */
        FAILED,
        /** On the way back. */
        REVERTING,
        /** The version before has taken over again. */
        REVERTED;

        /** Whether it is over. */
        public boolean ended() {
            return this != PROGRESSING && this != REVERTING;
        }
    }

    /**
     * What has to be done.
     *
     * @param rollout from now on
     * @param startVersion the version of those to start
     * @param start how many to start
     * @param stop the ids of those to stop
     * @param wakeAt when to ask again though nothing changes, null for never
     */
    public record Step(
            Rollout rollout,
            String startVersion,
            int start,
            List<String> stop,
            @Nullable Instant wakeAt) {
        public Step {
            stop = List.copyOf(stop);
        }
    }

    public Rollout {
        proven = Set.copyOf(proven);
    }

    /**
     * @param from the version that was last found good, null when there is none
     * @param to the version to bring out
     */
    public static Rollout begin(@Nullable String from, String to, int replicas, Instant now) {
        return new Rollout(from, to, now, Phase.PROGRESSING, "", replicas, now, Integer.MIN_VALUE, Set.of(), null);
    }

    /** The version that is to be had when it is over, as things stand. */
    public String target() {
        return from != null && (phase == Phase.REVERTING || phase == Phase.REVERTED || phase == Phase.FAILED)
                ? from
                : to;
    }

    /**
     * Someone wants the version before back.
     *
     * @throws IllegalStateException when there is none
     */
    public Rollout revert(String why, Instant now) {
        if (from == null) {
            throw new IllegalStateException("there is no version before " + to + " to go back to");
        }
        return new Rollout(from, to, startedAt, Phase.REVERTING, why, replicas, now, Integer.MIN_VALUE, Set.of(), null);
    }

    /**
     * What to do now.
     *
     * @param wanted how many replicas, 0 or more
     * @param members every replica there is; those that the last step wanted started among them
     * @param verdict what is known about the new version beside the old one
     */
    public Step step(RolloutSpec spec, int wanted, List<Member> members, Verdict verdict, Instant now) {
        Duration minReady = phase == Phase.PROGRESSING ? spec.minReady() : Duration.ZERO;
        Rollout seen = observe(wanted, members, minReady, now).judge(spec, verdict, now);
        if (seen.phase != phase) {
            return seen.step(spec, wanted, members, verdict, now);
        }
        if (phase == Phase.FAILED) {
            return new Step(seen, target(), missing(wanted, members), surplus(spec.ceiling(wanted), members), null);
        }
        if (phase == Phase.PROGRESSING && verdict.outcome() == Outcome.SUSPECT && seen.lacks(members, minReady, now)) {
            return new Step(
                    seen, target(), missing(wanted, members), List.of(), seen.wakeAt(spec, members, minReady, now));
        }
        RollingUpdate update = new RollingUpdate(target(), wanted, spec, minReady, members, seen.proven, now);
        return new Step(seen, target(), update.start(), update.stop(), seen.wakeAt(spec, members, minReady, now));
    }

    /** With what the replicas show. */
    private Rollout observe(int wanted, List<Member> members, Duration minReady, Instant now) {
        Set<String> good = new HashSet<>();
        int ours = 0;
        int others = 0;
        for (Member member : members) {
            if (member.stopping()) {
                continue;
            }
            if (!member.version().equals(target())) {
                others++;
                continue;
            }
            ours++;
            if (proven.contains(member.id()) || member.availableAt(now, minReady)) {
                good.add(member.id());
            }
        }
        int score = ours + good.size() - others;
        boolean further = score > best || wanted != replicas;
        boolean over = others == 0 && ours == wanted && good.size() == wanted;
        return new Rollout(
                from,
                to,
                startedAt,
                phase,
                reason,
                wanted,
                further ? now : lastProgress,
                further ? score : best,
                good,
                tookOver == null && over ? now : tookOver);
    }

    /** Whether a replica of the version wanted that was available once isn't now. */
    private boolean lacks(List<Member> members, Duration minReady, Instant now) {
        return members.stream()
                .anyMatch(member ->
                        proven.contains(member.id()) && !member.stopping() && !member.availableAt(now, minReady));
    }

    private Rollout judge(RolloutSpec spec, Verdict verdict, Instant now) {
        boolean stuck = tookOver == null && !now.isBefore(lastProgress.plus(spec.progressDeadline()));
        String wasStuck = "no progress for " + spec.progressDeadline().toSeconds() + " s: " + proven.size() + " of "
                + replicas + " replicas of " + target() + " became available";
        return switch (phase) {
            case PROGRESSING -> {
                if (verdict.outcome() == Outcome.WORSE) {
                    yield fail(spec, verdict.reason(), now);
                }
                if (stuck) {
                    yield fail(spec, wasStuck, now);
                }
                boolean watched = tookOver != null
                        && (verdict.outcome() == Outcome.NOT_WORSE || !now.isBefore(tookOver.plus(spec.watch())));
                yield watched ? in(Phase.COMPLETE, "") : this;
            }
            case REVERTING -> {
                if (tookOver != null) {
                    yield in(Phase.REVERTED, reason);
                }
                yield stuck ? in(Phase.FAILED, reason + "; reverting: " + wasStuck) : this;
            }
            case COMPLETE, FAILED, REVERTED -> this;
        };
    }

    private Rollout fail(RolloutSpec spec, String why, Instant now) {
        return spec.autoRevert() && from != null ? revert(why, now) : in(Phase.FAILED, why);
    }

    private Rollout in(Phase next, String why) {
        return new Rollout(from, to, startedAt, next, why, replicas, lastProgress, best, proven, tookOver);
    }

    private static int missing(int wanted, List<Member> members) {
        return (int) Math.max(
                0, wanted - members.stream().filter(each -> !each.stopping()).count());
    }

    /** When fewer are wanted: those of the new version first, since it failed. */
    private List<String> surplus(int ceiling, List<Member> members) {
        List<Member> live = members.stream()
                .filter(each -> !each.stopping())
                .sorted(Comparator.comparing((Member each) -> each.readySince() != null)
                        .thenComparing(each -> each.version().equals(target()))
                        .thenComparing(Member::id))
                .toList();
        return live.subList(0, Math.max(0, live.size() - ceiling)).stream()
                .map(Member::id)
                .toList();
    }

    private @Nullable Instant wakeAt(RolloutSpec spec, List<Member> members, Duration minReady, Instant now) {
        if (phase.ended()) {
            return null;
        }
        Instant first = tookOver == null ? lastProgress.plus(spec.progressDeadline()) : tookOver.plus(spec.watch());
        for (Member member : members) {
            Instant since = member.readySince();
            if (since != null && !member.stopping()) {
                Instant at = since.plus(minReady);
                if (at.isAfter(now) && at.isBefore(first)) {
                    first = at;
                }
            }
        }
        return first;
    }
}
