package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Autoscaler;
import dev.evenkeel.core.process.Exit;
import dev.evenkeel.core.process.Member;
import dev.evenkeel.core.process.Replica;
import dev.evenkeel.core.process.ReplicaSpec;
import dev.evenkeel.core.process.Rollout;
import dev.evenkeel.core.process.Termination;
import dev.evenkeel.core.process.Verdict;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.AutoscalingConfig;
import dev.evenkeel.server.supervisor.log.AppLog;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one application as it is wanted: the right number of replicas of the right release. Confined to the loop. */
final class AppRunner implements ReplicaRunner.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(AppRunner.class);
    private static final Duration DRAIN_LOOK = Duration.ofMillis(10);
    /** For requests that were on their way to the replica when it was left out. */
    private static final Duration DRAIN_LEAST = Duration.ofMillis(50);

    private final String name;
    private final Kit kit;
    private final AppLog log;
    private final RolloutRecords records;
    private final Runnable save;
    private final ReadyReplicas ready;
    private final Suspicion suspicion;
    private final AppFacts facts = new AppFacts();
    private final AppScaler scaler = new AppScaler();
    private final TreeMap<Integer, Release> releases = new TreeMap<>();
    private final List<ReplicaRunner> runners = new ArrayList<>();
    private @Nullable Rollout rollout;
    private @Nullable Instant rolloutEnded;
    private int wanted;
    private int nextReplica = 1;
    private boolean closing;
    private boolean dirty;
    private Loop.@Nullable Timer timer;

    /** @param save is run whenever something changed that has to be kept */
    AppRunner(String name, Kit kit, ReadyReplicas ready, AppLog log, RolloutRecords records, Runnable save) {
        this.name = name;
        this.ready = ready;
        this.kit = kit;
        this.log = log;
        this.records = records;
        this.save = save;
        ready.onFailures((address, what) -> kit.loop().post(() -> complain(address, what)));
        suspicion = new Suspicion(kit, this::publish);
    }

    String name() {
        return name;
    }

    AppLog log() {
        return log;
    }

    ReadyReplicas ready() {
        return ready;
    }

    List<ReplicaRunner> runners() {
        return runners;
    }

    RolloutRecords records() {
        return records;
    }

    Map<Integer, Release> releases() {
        return releases;
    }

    @Nullable
    Rollout rollout() {
        return rollout;
    }

    @Nullable
    Instant rolloutEnded() {
        return rolloutEnded;
    }

    AppFacts facts() {
        return facts;
    }

    int wanted() {
        return wanted;
    }

    int nextReplica() {
        return nextReplica;
    }

    /** Brings back what an earlier supervisor knew; replicas are added one by one. */
    void restore(
            Map<Integer, Release> known,
            @Nullable Rollout lastRollout,
            @Nullable Instant ended,
            int replicas,
            int next) {
        releases.putAll(known);
        rollout = lastRollout;
        rolloutEnded = ended;
        wanted = replicas;
        nextReplica = next;
    }

    ReplicaRunner restore(String id, Release release, Replica replica, int port) {
        var runner = new ReplicaRunner(kit, this, log, release, id, replica, port);
        runners.add(runner);
        if (port > 0) {
            kit.ports().keep(port);
        }
        return runner;
    }

    /** What is to run. */
    @Nullable
    Release target() {
        return rollout == null ? null : byKey(rollout.target());
    }

    private @Nullable Release byKey(@Nullable String key) {
        return releases.values().stream()
                .filter(release -> release.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /** Has it run like this from now on. */
    void put(AppConfig asked, String by) {
        Release current = target();
        AppConfig config = current == null ? asked : asked.unmasked(current.config());
        wanted = wantedBy(config);
        if (current != null && current.runsLike(config)) {
            releases.put(current.revision(), new Release(current.revision(), current.at(), config));
        } else {
            int revision = releases.isEmpty() ? 1 : releases.lastKey() + 1;
            var release = new Release(revision, kit.loop().now(), config);
            releases.put(revision, release);
            begin(release, by);
        }
        touch();
    }

    /** Where the load decides, it goes on from what it decided before. */
    private int wantedBy(AppConfig config) {
        AutoscalingConfig scaling = config.autoscaling();
        int number = scaling == null || wanted == 0 ? config.replicas() : wanted;
        return scaling == null ? number : Math.clamp(number, scaling.minReplicas(), scaling.maxReplicas());
    }

    private void begin(Release release, String by) {
        String good = null;
        if (rollout != null) {
            good = rollout.phase() == Rollout.Phase.PROGRESSING ? rollout.from() : rollout.target();
            if (!rollout.phase().ended()) {
                records.superseded(release, kit.loop().now());
            }
        }
        rollout = Rollout.begin(good, release.key(), wanted, kit.loop().now());
        rolloutEnded = null;
        Release before = byKey(good);
        LOG.info("{}: {} takes the place of {}", name, release.key(), before == null ? "nothing" : before.key());
        records.begun(release, before, by, kit.loop().now());
    }

    /** Goes back to the release before. */
    void rollback(String by) {
        Rollout current = rollout;
        if (current == null || byKey(current.from()) == null) {
            throw Refusals.conflict(name + " has no version to go back to");
        }
        if (current.phase() == Rollout.Phase.REVERTING || current.phase() == Rollout.Phase.REVERTED) {
            throw Refusals.conflict(name + " has gone back to " + current.from() + " already");
        }
        rollout = current.revert("asked for by " + by, kit.loop().now());
        rolloutEnded = null;
        phaseChanged(current, by);
        touch();
    }

    void scale(int replicas) {
        Release current = target();
        if (current != null) {
            releases.put(
                    current.revision(),
                    new Release(
                            current.revision(), current.at(), current.config().withReplicas(replicas)));
        }
        wanted = replicas;
        touch();
    }

    /** Restarts one replica, or all. */
    void restart(@Nullable String id, String reason) {
        List<ReplicaRunner> chosen = runners.stream()
                .filter(runner ->
                        !runner.stopping() && (id == null || runner.id().equals(id)))
                .toList();
        if (chosen.isEmpty()) {
            throw Refusals.notFound(id == null ? name + " has no replica" : name + " has no replica " + id);
        }
        chosen.forEach(runner -> runner.restart(reason));
    }

    /** Ends all replicas; it is over when none is left. */
    void stop(String reason) {
        closing = true;
        if (timer != null) {
            timer.cancel();
        }
        List.copyOf(runners).forEach(runner -> runner.stop(reason));
        removeEnded();
    }

    boolean closing() {
        return closing;
    }

    /** After a restore: looks at everything again. */
    void wake() {
        List.copyOf(runners).forEach(ReplicaRunner::tick);
        publish();
        touch();
    }

    /** Forgets the replicas that are over. */
    void sweep() {
        removeEnded();
    }

    boolean over() {
        return closing && runners.isEmpty();
    }

    @Override
    public void changed(ReplicaRunner runner) {
        if (!runner.replica().ready()) {
            suspicion.forget(runner);
        }
        publish();
        touch();
    }

    @Override
    public void exited(ReplicaRunner runner, Exit exit, Instant startedAt) {
        facts.exited(runner, kit.loop().now());
    }

    /** Looks at what the replicas do; to be called about once a second. */
    void look() {
        Instant now = kit.loop().now();
        facts.look(runners, ready, now);
        Release target = target();
        AutoscalingConfig scaling = target == null ? null : target.config().autoscaling();
        Rollout current = rollout;
        if (closing || current == null) {
            return;
        }
        if (scaling != null) {
            Autoscaler.Decision decision = scaler.look(scaling, wanted, runners, ready, now);
            if (decision != null && decision.replicas() != wanted) {
                LOG.info("{}: {} replicas instead of {}: {}", name, decision.replicas(), wanted, decision.reason());
                wanted = decision.replicas();
                touch();
            }
        }
        if (!current.phase().ended()) {
            touch();
        }
    }

    /** Looks soon whether anything has to be done; several changes at once are one look. */
    void touch() {
        save.run();
        if (!dirty) {
            dirty = true;
            kit.loop().post(() -> {
                dirty = false;
                reconcile();
            });
        }
    }

    private void reconcile() {
        removeEnded();
        Rollout before = rollout;
        Release target = target();
        if (closing || before == null || target == null) {
            return;
        }
        // The rules of the release on its way count, also for the way back.
        Release asked = byKey(before.to());
        Rollout.Step step = before.step(
                (asked == null ? target : asked).config().rollout().spec(),
                wanted,
                members(),
                before.phase().ended() ? Verdict.NONE : facts.verdict(before),
                kit.loop().now());
        rollout = step.rollout();
        step.stop()
                .forEach(id -> runners.stream()
                        .filter(runner -> runner.id().equals(id))
                        .findFirst()
                        .ifPresent(runner -> runner.stop(reasonToStop(runner))));
        Release started = byKey(step.startVersion());
        for (int i = 0; i < step.start() && started != null; i++) {
            add(started);
        }
        phaseChanged(before, "supervisor");
        if (timer != null) {
            timer.cancel();
        }
        timer = step.wakeAt() == null ? null : kit.loop().at(step.wakeAt(), this::touch);
    }

    private String reasonToStop(ReplicaRunner runner) {
        Release target = target();
        return target != null && target.key().equals(runner.release().key())
                ? "one less is wanted"
                : "replaced by " + (target == null ? "nothing" : target.key());
    }

    private void phaseChanged(Rollout before, String by) {
        Rollout now = rollout;
        if (now == null || now.phase() == before.phase()) {
            return;
        }
        LOG.info("{}: rollout of {}: {} {}", name, now.to(), now.phase(), now.reason());
        if (now.phase().ended()) {
            rolloutEnded = kit.loop().now();
            forgetReleases(now);
        }
        records.changed(now, byKey(now.from()), by, kit.loop().now());
        save.run();
    }

    /** Keeps those that run or may come back. */
    private void forgetReleases(Rollout now) {
        releases.values()
                .removeIf(release -> !release.key().equals(now.to())
                        && !release.key().equals(now.from())
                        && runners.stream()
                                .noneMatch(runner -> runner.release().key().equals(release.key())));
        facts.keepOnly(releases.values().stream().map(Release::key).collect(Collectors.toSet()));
    }

    private List<Member> members() {
        return runners.stream()
                .map(runner -> new Member(
                        runner.id(),
                        runner.release().key(),
                        runner.replica().ready() ? runner.replica().state().since() : null,
                        runner.stopping()))
                .toList();
    }

    private void add(Release release) {
        var replica = Replica.create(rules(release.config()), kit.loop().now());
        var runner = new ReplicaRunner(kit, this, log, release, "r" + nextReplica++, replica, 0);
        runners.add(runner);
        runner.tick();
    }

    /** The hook of the rules is ours: it waits for requests under way, then runs the user's. */
    static ReplicaSpec rules(AppConfig config) {
        return new ReplicaSpec(
                config.probes().rules(),
                config.backoff(),
                new Termination(
                        config.stop().grace(),
                        Duration.ZERO,
                        true,
                        config.profile().termination().window()));
    }

    private void removeEnded() {
        List<ReplicaRunner> ended =
                runners.stream().filter(runner -> runner.replica().ended()).toList();
        for (ReplicaRunner runner : ended) {
            runners.remove(runner);
            suspicion.forget(runner);
            if (runner.port() > 0) {
                kit.ports().release(runner.port());
            }
        }
        if (!ended.isEmpty()) {
            save.run();
        }
    }

    void publish() {
        ready.set(runners.stream()
                .filter(runner -> runner.replica().ready() && !suspicion.covers(runner))
                .map(ReplicaRunner::address)
                .toList());
    }

    private void complain(InetSocketAddress address, String what) {
        long others =
                ready.ready().stream().filter(other -> !other.equals(address)).count();
        runners.stream()
                .filter(runner ->
                        runner.address().equals(address) && runner.replica().ready())
                .findFirst()
                .filter(_ -> others > 0)
                .ifPresent(runner -> suspicion.raise(runner, what));
    }

    @Override
    public void drain(ReplicaRunner runner, Runnable done) {
        publish();
        Instant now = kit.loop().now();
        Duration most = runner.release().config().stop().drain();
        boolean used = ready.used();
        drain(runner.address(), used ? now.plus(DRAIN_LEAST) : now, used ? now.plus(most) : now, done);
    }

    private void drain(InetSocketAddress address, Instant notBefore, Instant end, Runnable done) {
        Instant now = kit.loop().now();
        boolean over = !now.isBefore(end);
        if (over || (!now.isBefore(notBefore) && ready.traffic(address).inFlight() == 0)) {
            done.run();
        } else {
            kit.loop().at(now.plus(DRAIN_LOOK), () -> drain(address, notBefore, end, done));
        }
    }
}
