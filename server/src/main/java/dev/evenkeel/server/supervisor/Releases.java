package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Member;
import dev.evenkeel.core.process.Rollout;
import dev.evenkeel.core.process.Verdict;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.supervisor.AppCounters.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases of one application that run or may come back, and how one takes the place of another: the rules are
 * {@link Rollout}'s, here they are given the evidence, and what comes of them is recorded. Confined to the loop.
 */
final class Releases {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    private final String app;
    private final Loop loop;
    private final RolloutRecords records;
    private final AppFacts facts;
    private final Consumer<Outcome> ended;
    private final TreeMap<Integer, Release> all = new TreeMap<>();
    private @Nullable Rollout rollout;
    private @Nullable Instant rolloutEnded;

    /** @param ended is told how each rollout ended */
    Releases(String app, Loop loop, RolloutRecords records, AppFacts facts, Consumer<Outcome> ended) {
        this.app = app;
        this.loop = loop;
        this.records = records;
        this.facts = facts;
        this.ended = ended;
    }

    /** Brings back what an earlier supervisor knew. */
    void restore(Map<Integer, Release> known, @Nullable Rollout last, @Nullable Instant lastEnded) {
        all.putAll(known);
        rollout = last;
        rolloutEnded = lastEnded;
    }

    /** By revision, oldest first. */
    Map<Integer, Release> all() {
        return all;
    }

    /** The last one, over or not; null when there was none. */
    @Nullable
    Rollout rollout() {
        return rollout;
    }

    /** Null while it goes on. */
    @Nullable
    Instant rolloutEnded() {
        return rolloutEnded;
    }

    RolloutRecords records() {
        return records;
    }

    /** What is to run when the rollout is over, as things stand. */
    @Nullable
    Release target() {
        return rollout == null ? null : byKey(rollout.target());
    }

    @Nullable
    Release byKey(@Nullable String key) {
        return all.values().stream()
                .filter(release -> release.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /**
     * Has it run like this from now on: at once where running replicas needn't be replaced for it, otherwise by a
     * rollout.
     */
    void put(AppConfig config, int replicas, String by) {
        Release current = target();
        if (current != null && current.runsLike(config)) {
            all.put(current.revision(), new Release(current.revision(), current.at(), config));
            return;
        }
        int revision = all.isEmpty() ? 1 : all.lastKey() + 1;
        var release = new Release(revision, loop.now(), config);
        all.put(revision, release);
        begin(release, replicas, by);
    }

    private void begin(Release release, int replicas, String by) {
        String good = null;
        boolean superseded = false;
        if (rollout != null) {
            good = rollout.phase() == Rollout.Phase.PROGRESSING ? rollout.from() : rollout.target();
            superseded = !rollout.phase().ended();
        }
        rollout = Rollout.begin(good, release.key(), replicas, loop.now());
        rolloutEnded = null;
        Release before = byKey(good);
        LOG.info("{}: {} takes the place of {}", app, release.key(), before == null ? "nothing" : before.key());
        if (superseded) {
            ended.accept(Outcome.SUPERSEDED);
        }
        records.begun(release, before, superseded, by, loop.now());
    }

    /** Goes back to the release before. */
    void rollback(String by) {
        Rollout before = rollout;
        if (before == null || byKey(before.from()) == null) {
            throw Refusals.conflict(app + " has no version to go back to");
        }
        if (before.phase() == Rollout.Phase.REVERTING || before.phase() == Rollout.Phase.REVERTED) {
            throw Refusals.conflict(app + " has gone back to " + before.from() + " already");
        }
        rolloutEnded = null;
        become(before.revert("asked for by " + by, loop.now()), before, Set.of(), by);
    }

    /**
     * What to do now, for as many replicas as are wanted.
     *
     * @return null while nothing is to run
     */
    Rollout.@Nullable Step step(int wanted, List<Member> members) {
        Rollout before = rollout;
        Release target = target();
        if (before == null || target == null) {
            return null;
        }
        // The rules of the release on its way count, also for the way back.
        Release asked = byKey(before.to());
        Rollout.Step step = before.step(
                (asked == null ? target : asked).config().rollout().spec(),
                wanted,
                members,
                before.phase().ended() ? Verdict.NONE : facts.verdict(before),
                loop.now());
        Set<String> inUse = members.stream().map(Member::version).collect(Collectors.toSet());
        become(step.rollout(), before, inUse, "supervisor");
        return step;
    }

    private void become(Rollout now, Rollout before, Set<String> inUse, String by) {
        rollout = now;
        if (now.phase() == before.phase()) {
            return;
        }
        LOG.info("{}: rollout of {}: {} {}", app, now.to(), now.phase(), now.reason());
        switch (now.phase()) {
            case COMPLETE -> ended.accept(Outcome.SUCCEEDED);
            case FAILED -> ended.accept(Outcome.FAILED);
            case REVERTED -> ended.accept(Outcome.REVERTED);
            case PROGRESSING, REVERTING -> {}
        }
        if (now.phase().ended()) {
            rolloutEnded = loop.now();
            forget(now, inUse);
        }
        records.changed(now, byKey(now.from()), by, loop.now());
    }

    /** Keeps those that run or may come back. */
    private void forget(Rollout now, Set<String> inUse) {
        all.values()
                .removeIf(release -> !release.key().equals(now.to())
                        && !release.key().equals(now.from())
                        && !inUse.contains(release.key()));
        facts.keepOnly(all.values().stream().map(Release::key).collect(Collectors.toSet()));
    }
}
