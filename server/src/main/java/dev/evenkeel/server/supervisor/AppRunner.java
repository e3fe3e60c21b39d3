package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Autoscaler;
import dev.evenkeel.core.process.Exit;
import dev.evenkeel.core.process.Member;
import dev.evenkeel.core.process.ProbeKind;
import dev.evenkeel.core.process.Replica;
import dev.evenkeel.core.process.ReplicaSpec;
import dev.evenkeel.core.process.Rollout;
import dev.evenkeel.core.process.Termination;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.AutoscalingConfig;
import dev.evenkeel.server.supervisor.log.AppLog;
import dev.evenkeel.server.supervisor.probe.Answer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private final Runnable save;
    private final ReadyReplicas ready;
    private final Suspicion suspicion;
    private final AppFacts facts = new AppFacts();
    private final AppScaler scaler = new AppScaler();
    private final AppCounters counters;
    private final Releases releases;
    private final List<ReplicaRunner> runners = new ArrayList<>();
    private int wanted;
    private int nextReplica = 1;
    private boolean closing;
    private boolean removed;
    private boolean dirty;
    private Loop.@Nullable Timer timer;

    /** @param save is run whenever something changed that has to be kept */
    AppRunner(
            String name,
            Kit kit,
            ReadyReplicas ready,
            AppLog log,
            RolloutRecords records,
            AppCounters counters,
            Runnable save) {
        this.name = name;
        this.ready = ready;
        this.kit = kit;
        this.log = log;
        this.counters = counters;
        this.save = save;
        releases = new Releases(name, kit.loop(), records, facts, counters::ended);
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

    Releases releases() {
        return releases;
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

    /** Brings back what an earlier supervisor knew; the replicas and the releases are brought back on their own. */
    void restore(int replicas, int next) {
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

    /** Has it run like this from now on. */
    void put(AppConfig asked, String by) {
        Release current = releases.target();
        AppConfig config = current == null ? asked : asked.unmasked(current.config());
        wanted = wantedBy(config);
        releases.put(config, wanted, by);
        touch();
    }

    /** Where the load decides, it goes on from what it decided before. */
    private int wantedBy(AppConfig config) {
        AutoscalingConfig scaling = config.autoscaling();
        int number = scaling == null || wanted == 0 ? config.replicas() : wanted;
        return scaling == null ? number : Math.clamp(number, scaling.minReplicas(), scaling.maxReplicas());
    }

    /** Goes back to the release before. */
    void rollback(String by) {
        releases.rollback(by);
        touch();
    }

    void scale(int replicas) {
        wanted = replicas;
        Release current = releases.target();
        if (current != null) {
            releases.put(current.config().withReplicas(replicas), replicas, "");
        }
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

    /** Ends all replicas as {@link #stop} does; one that is found again by a later supervisor is ended by that. */
    void remove(String reason) {
        removed = true;
        save.run();
        stop(reason);
    }

    /** Whether it is to be forgotten when its last replica has ended. */
    boolean removed() {
        return removed;
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
    public void restarting(RestartReason reason) {
        counters.restarting(reason);
    }

    @Override
    public void probed(ProbeKind kind, Answer.Kind answer, Duration took) {
        counters.probed(kind, answer, took);
    }

    @Override
    public void exited(ReplicaRunner runner, Exit exit, Instant startedAt) {
        facts.exited(runner, kit.loop().now());
    }

    /** Looks at what the replicas do; to be called about once a second. */
    void look() {
        Instant now = kit.loop().now();
        facts.look(runners, ready, now);
        Release target = releases.target();
        AutoscalingConfig scaling = target == null ? null : target.config().autoscaling();
        Rollout current = releases.rollout();
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
                counters.replicas(
                        wanted,
                        runners.stream().map(each -> each.replica().state().name()));
            });
        }
    }

    private void reconcile() {
        removeEnded();
        Rollout.Step step = closing ? null : releases.step(wanted, members());
        if (step == null) {
            return;
        }
        step.stop()
                .forEach(id -> runners.stream()
                        .filter(runner -> runner.id().equals(id))
                        .findFirst()
                        .ifPresent(runner -> runner.stop(reasonToStop(runner))));
        Release started = releases.byKey(step.startVersion());
        for (int i = 0; i < step.start() && started != null; i++) {
            add(started);
        }
        if (timer != null) {
            timer.cancel();
        }
        timer = step.wakeAt() == null ? null : kit.loop().at(step.wakeAt(), this::touch);
    }

    private String reasonToStop(ReplicaRunner runner) {
        Release target = releases.target();
        return target != null && target.key().equals(runner.release().key())
                ? "one less is wanted"
                : "replaced by " + (target == null ? "nothing" : target.key());
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
