package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Exit;
import dev.evenkeel.core.process.Exited;
import dev.evenkeel.core.process.ProbeKind;
import dev.evenkeel.core.process.Replica;
import dev.evenkeel.core.process.ReplicaAction;
import dev.evenkeel.core.process.ReplicaEvent;
import dev.evenkeel.core.process.ReplicaState;
import dev.evenkeel.core.process.Terminating;
import dev.evenkeel.server.config.PortRange;
import dev.evenkeel.server.config.ProbesConfig;
import dev.evenkeel.server.supervisor.AppView.ReplicaView;
import dev.evenkeel.server.supervisor.log.AppLog;
import dev.evenkeel.server.supervisor.probe.Answer;
import dev.evenkeel.server.supervisor.process.RunningProcess;
import dev.evenkeel.server.supervisor.process.Signal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the rules of {@link Replica} ask for, and tells them what came of it. Confined to the loop; what takes
 * time happens elsewhere and comes back as an event.
 */
final class ReplicaRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaRunner.class);
    private static final int NOTES = 5;

    /** Is told what happens to a replica. */
    interface Owner {
        /** Its state or anything else that is shown or kept has changed. */
        void changed(ReplicaRunner runner);

        /** Its process has ended, or there never was one, and another will be started. */
        void restarting(RestartReason reason);

        /** A probe was answered. */
        void probed(ProbeKind kind, Answer.Kind answer, Duration took);

        /** A process of it ended, whoever ended it. */
        void exited(ReplicaRunner runner, Exit exit, Instant startedAt);

        /** Calls back on the loop when the requests under way at this address are done, or the time is over. */
        void drain(ReplicaRunner runner, Runnable done);
    }

    private final Kit kit;
    private final Owner owner;
    private final AppLog log;
    private final Release release;
    private final String id;
    private final Deque<String> notes = new ArrayDeque<>();
    private Replica replica;
    private int port;
    private @Nullable ReplicaProcess process;
    private Loop.@Nullable Timer timer;
    private @Nullable String killed;
    private @Nullable ProbeKind failedProbe;
    private boolean abandoned;

    ReplicaRunner(Kit kit, Owner owner, AppLog log, Release release, String id, Replica replica, int port) {
        this.kit = kit;
        this.owner = owner;
        this.log = log;
        this.release = release;
        this.id = id;
        this.replica = replica;
        this.port = port;
    }

    String id() {
        return id;
    }

    Release release() {
        return release;
    }

    Replica replica() {
        return replica;
    }

    /** 0 before it has one. */
    int port() {
        return port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Nullable
    RunningProcess running() {
        return process == null ? null : process.running();
    }

    /** Sets it going. */
    void tick() {
        apply(new ReplicaEvent.Tick());
    }

    void stop(String reason) {
        apply(new ReplicaEvent.StopRequested(reason));
    }

    void restart(String reason) {
        apply(new ReplicaEvent.RestartRequested(reason));
    }

    /** Whether it was told to end for good. */
    boolean stopping() {
        return replica.stopping();
    }

    /** No event moves it any more; its process is left alone. */
    void abandon() {
        abandoned = true;
        RunningProcess running = running();
        if (running != null) {
            running.letGo();
        }
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Ends its process at once for breaking a rule; it is started again as after any other end. */
    void kill(String reason) {
        if (process != null && killed == null) {
            killed = reason;
            note(reason);
            signal(Signal.KILL);
        }
    }

    void note(String text) {
        notes.remove(text);
        notes.addLast(text);
        if (notes.size() > NOTES) {
            notes.removeFirst();
        }
        LOG.warn("{} {}: {}", release.config().name(), id, text);
        owner.changed(this);
    }

    /** A process of this replica that an earlier supervisor started. */
    void adopt(RunningProcess found, int life) {
        process = attach(found, life);
    }

    void apply(ReplicaEvent event) {
        if (abandoned) {
            return;
        }
        Replica.Step step = replica.apply(event, kit.loop().now());
        // Where a probe stands is not worth a write to disk, many times a second.
        boolean changed = !step.passed().isEmpty();
        replica = step.replica();
        step.passed().forEach(state -> entered(state, event));
        step.actions().forEach(this::act);
        wake();
        if (changed) {
            owner.changed(this);
        }
    }

    private void entered(ReplicaState state, ReplicaEvent cause) {
        LOG.info(
                "{} {} {}: {}{}",
                release.config().name(),
                release.config().version(),
                id,
                state.name(),
                state.message().isEmpty() ? "" : ", " + state.message());
        if (state instanceof Terminating && cause instanceof ReplicaEvent.ProbeAnswered answer) {
            failedProbe = answer.kind();
        }
        if (state instanceof Exited exited && exited.then() != Exited.Then.END) {
            owner.restarting(reason(exited, cause));
        }
    }

    private RestartReason reason(Exited exited, ReplicaEvent cause) {
        if (cause instanceof ReplicaEvent.StartFailed) {
            return RestartReason.NOT_STARTED;
        }
        if (exited.then() == Exited.Then.START) {
            return RestartReason.ASKED;
        }
        if (killed != null) {
            return RestartReason.LIMIT;
        }
        return failedProbe == null
                ? RestartReason.EXITED
                : failedProbe == ProbeKind.STARTUP ? RestartReason.STARTUP_PROBE : RestartReason.LIVENESS_PROBE;
    }

    private void wake() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        Instant next = replica.wakeAt();
        if (next != null) {
            timer = kit.loop().at(next, this::tick);
        }
    }

    private void act(ReplicaAction action) {
        switch (action) {
            case ReplicaAction.StartProcess(int life) -> start(life);
            case ReplicaAction.RunProbe(int life, ProbeKind kind) -> probe(life, kind);
            case ReplicaAction.RunPreStop(int life) -> preStop(life);
            case ReplicaAction.SignalTerm _ -> signal(Signal.TERM);
            case ReplicaAction.SignalKill _ -> signal(Signal.KILL);
            case ReplicaAction.SetReady _, ReplicaAction.SetNotReady _ -> {
                // The owner looks at the state.
            }
        }
    }

    private void start(int life) {
        killed = null;
        failedProbe = null;
        String refusal = choosePort();
        if (refusal != null) {
            kit.loop().post(() -> apply(new ReplicaEvent.StartFailed(life, refusal)));
            return;
        }
        var launch = ReplicaCommand.launch(release.config(), id, life, port);
        kit.loop().work(() -> {
            try {
                RunningProcess started = kit.launcher().start(launch);
                kit.loop().post(() -> started(started, life));
            } catch (IOException | RuntimeException e) {
                String reason = String.valueOf(e.getMessage());
                kit.loop().post(() -> apply(new ReplicaEvent.StartFailed(life, reason)));
            }
        });
    }

    /** @return why there is none; null when there is one */
    private @Nullable String choosePort() {
        if (port > 0 && Ports.isFree(port)) {
            return null;
        }
        if (port > 0) {
            kit.ports().release(port);
        }
        int before = port;
        PortRange range = release.config().ports() == null
                ? kit.range()
                : release.config().ports();
        OptionalInt free = kit.ports().take(range);
        port = free.orElse(0);
        if (free.isPresent()) {
            return null;
        }
        if (range.size() == 1) {
            return "port " + range + " is taken by another program: end that, or give this application other ports";
        }
        return "all ports of " + range + " are taken" + (before > 0 ? ", port " + before + " among them" : "")
                + ": give this application more ports";
    }

    private void started(RunningProcess started, int life) {
        process = attach(started, life);
        apply(new ReplicaEvent.Started(life, started.key().pid()));
    }

    private ReplicaProcess attach(RunningProcess running, int life) {
        var attached = new ReplicaProcess(
                kit, log, id, release.config().version(), running, kit.loop().now());
        attached.begin(text -> kit.loop().post(() -> note(text)), exit -> {
            Exit seen = killed == null ? exit : new Exit(exit.code(), exit.signal(), killed);
            if (process == attached) {
                process = null;
            }
            if (!abandoned) {
                owner.exited(this, seen, attached.since());
                apply(new ReplicaEvent.ProcessExited(life, seen));
            }
        });
        return attached;
    }

    private void probe(int life, ProbeKind kind) {
        ProbesConfig.Probe probe = release.config().probes().of(kind);
        if (probe == null) {
            return;
        }
        Instant asked = kit.loop().now();
        kit.prober()
                .ask(
                        ReplicaCommand.question(release.config(), probe, port),
                        address(),
                        probe.spec().timeout(),
                        answer -> {
                            Duration took = Duration.between(asked, kit.loop().now());
                            kit.loop().post(() -> answered(life, kind, answer, took));
                        });
    }

    private void answered(int life, ProbeKind kind, Answer answer, Duration took) {
        owner.probed(kind, answer.kind(), took.isNegative() ? Duration.ZERO : took);
        apply(event(life, kind, answer));
    }

    private static ReplicaEvent event(int life, ProbeKind kind, Answer answer) {
        return switch (answer.kind()) {
            case PASSED -> new ReplicaEvent.ProbeSucceeded(life, kind, answer.detail());
            case FAILED -> new ReplicaEvent.ProbeFailed(life, kind, answer.detail());
            case TIMED_OUT -> new ReplicaEvent.ProbeTimedOut(life, kind, answer.detail());
        };
    }

    /** Out of traffic, so wait for the requests under way, then the user's hook. */
    private void preStop(int life) {
        Runnable hook = () -> kit.loop().work(() -> {
            ReplicaCommand.preStop(release.config(), port, kit.commands());
            kit.loop().post(() -> apply(new ReplicaEvent.PreStopEnded(life)));
        });
        boolean broken = replica.state() instanceof Terminating ending && ending.then() == Exited.Then.BACK_OFF;
        if (broken) {
            kit.loop().post(hook);
        } else {
            // After the owner has taken it out of traffic.
            kit.loop().post(() -> owner.drain(this, hook));
        }
    }

    private void signal(Signal signal) {
        RunningProcess running = running();
        if (running == null) {
            return;
        }
        try {
            if (signal == Signal.KILL) {
                running.kill();
            } else {
                running.signal(signal);
            }
        } catch (IOException e) {
            note(String.valueOf(e.getMessage()));
        }
    }

    ReplicaView view() {
        RunningProcess running = running();
        return new ReplicaView(
                id,
                release.config().version(),
                release.revision(),
                replica.state().name(),
                replica.state().since(),
                replica.ready(),
                replica.state().message(),
                port == 0 ? null : port,
                running == null ? null : running.key().pid(),
                replica.restarts(),
                List.copyOf(notes));
    }
}
