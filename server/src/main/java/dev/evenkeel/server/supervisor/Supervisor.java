package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.deployment.DeploymentRecorder;
import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.core.probe.TargetSource;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.SupervisorConfig;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.supervisor.log.AppLog;
import dev.evenkeel.server.supervisor.log.RotatingFile;
import dev.evenkeel.server.supervisor.probe.CommandRun;
import dev.evenkeel.server.supervisor.probe.Prober;
import dev.evenkeel.server.supervisor.process.Launcher;
import dev.evenkeel.server.supervisor.process.OrphanGuard;
import dev.evenkeel.server.supervisor.process.ProcessTable;
import dev.evenkeel.server.supervisor.process.RunAs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The applications that are kept up, and what can be asked of them. */
public final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    /** How often a look is taken at what the replicas use. */
    private static final Duration LIMIT_LOOK = Duration.ofMillis(250);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSE_SPARE = Duration.ofSeconds(5);

    private final SupervisorConfig config;
    private final @Nullable DeploymentRecorder recorder;
    private final StateFolder state;
    private final Loop loop;
    private final Kit kit;
    private final OrphanGuard guard;
    private final SupervisorMetrics metrics = new SupervisorMetrics();
    private final Map<String, AppRunner> apps = new TreeMap<>();
    private final Map<String, Map<String, Object>> declared = new HashMap<>();
    private final Map<String, ReadyReplicas> ready = new ConcurrentHashMap<>();
    private final AppTargets targets = new AppTargets();

    private Supervisor(
            SupervisorConfig config,
            @Nullable DeploymentRecorder recorder,
            StateFolder state,
            Loop loop,
            Kit kit,
            OrphanGuard guard) {
        this.config = config;
        this.recorder = recorder;
        this.state = state;
        this.loop = loop;
        this.kit = kit;
        this.guard = guard;
    }

    /**
     * Finds again what an earlier supervisor left running, and brings everything to what the configuration says.
     *
     * @param recorder is told of rollouts; null when there is no registry
     * @throws IOException when this machine has no {@code /proc}, or the folder can't be used
     */
    public static Supervisor start(
            SupervisorConfig config, InstantSource clock, RandomGenerator random, @Nullable DeploymentRecorder recorder)
            throws IOException {
        ProcessTable table = ProcessTable.open();
        StateFolder state = StateFolder.open(config.folder());
        var loop = new Loop(clock);
        var runAs = RunAs.thisProgram();
        var launcher = new Launcher(state.runs(), table, runAs);
        var commands = new CommandRun(runAs);
        var kit = new Kit(loop, launcher, new Prober(commands), commands, new Ports(random), config.ports());
        var guard = OrphanGuard.start(state.runs(), config.orphanTimeout());
        var supervisor = new Supervisor(config, recorder, state, loop, kit, guard);
        try {
            supervisor.begin(table);
            return supervisor;
        } catch (IOException | RuntimeException e) {
            guard.close();
            supervisor.release();
            throw e;
        }
    }

    /** Whether there is anything to supervise, or any way to begin with it. */
    public static boolean isNeeded(SupervisorConfig config) {
        return ProcessTable.isAvailable() || !config.apps().isEmpty();
    }

    private void begin(ProcessTable table) throws IOException {
        Map<String, StoredApp> stored = state.load();
        try {
            loop.call(() -> {
                restore(stored);
                declare();
                apps.values().forEach(AppRunner::wake);
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        var limits = new LimitWatch(table);
        loop.every(LIMIT_LOOK, () -> limits.look(apps.values()));
        loop.every(LOOK, () -> apps.values().forEach(AppRunner::look));
        loop.every(LOOK, () -> targets.look(apps.values()));
    }

    /** All of it in one turn of the loop: nothing is started before what is left of earlier starts is tidied up. */
    private void restore(Map<String, StoredApp> stored) {
        try {
            var restoring = new Restoring(kit, kit.launcher().running());
            stored.forEach((name, app) -> {
                AppRunner runner = runner(name);
                apps.put(name, runner);
                if (app.declared() != null) {
                    declared.put(name, app.declared());
                }
                restoring.restore(runner, app);
            });
            restoring.endStrangers();
            restoring.settle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stored.forEach((name, app) -> {
            if (app.removed()) {
                // Its entry in the configuration, if there is one, is looked at when nothing of it runs any more.
                remove(name, "deleted before the supervisor was started again", this::declare);
            }
        });
    }

    /** What the file says counts when it changed since it was last read; otherwise what the API was told later. */
    private void declare() {
        for (AppConfig app : config.apps()) {
            Map<String, Object> tree = app.tree(true);
            AppRunner runner = apps.computeIfAbsent(app.name(), this::runner);
            if (runner.removed()) {
                continue;
            }
            boolean changed = !tree.equals(declared.put(app.name(), tree));
            if (changed || runner.releases().target() == null) {
                runner.put(app, "configuration");
            }
        }
        List<String> gone = declared.keySet().stream()
                .filter(name ->
                        config.apps().stream().noneMatch(app -> app.name().equals(name)))
                .toList();
        gone.forEach(name -> remove(name, "no longer in the configuration", () -> {}));
    }

    private AppRunner runner(String name) {
        var file = new RotatingFile(state.logOf(name), config.logSize(), config.logFiles());
        var records = new RolloutRecords(loop, recorder, () -> save(name), state::sync);
        ReadyReplicas replicas = ready.computeIfAbsent(name, _ -> new ReadyReplicas());
        return new AppRunner(name, kit, replicas, new AppLog(name, file), records, metrics.of(name), () -> save(name));
    }

    private void save(String name) {
        AppRunner runner = apps.get(name);
        if (runner != null) {
            state.save(name, Restoring.toStore(runner, declared.get(name)));
        }
    }

    /** All applications, by name. */
    public List<AppView> apps() {
        return loop.call(() -> apps.values().stream().map(Views::of).toList());
    }

    /** @throws dev.evenkeel.server.platform.http.ProblemException when there is none of this name */
    public AppView app(String name) {
        return loop.call(() -> Views.of(find(name)));
    }

    /**
     * Has an application run like this from now on.
     *
     * @param by who wants it, for the registry
     */
    public AppView put(AppConfig app, String by) {
        return change(() -> {
            AppRunner runner = apps.computeIfAbsent(app.name(), this::runner);
            if (runner.closing()) {
                throw Refusals.conflict(app.name() + " is being ended: try again when it is gone");
            }
            runner.put(app, by);
            return Views.of(runner);
        });
    }

    /** Goes back to the version before. */
    public AppView rollback(String name, String by) {
        return change(() -> {
            AppRunner runner = find(name);
            runner.rollback(by);
            return Views.of(runner);
        });
    }

    /**
     * Ends the processes and starts new ones.
     *
     * @param replica null for all of them
     */
    public AppView restart(String name, @Nullable String replica, String by) {
        return loop.call(() -> {
            AppRunner runner = find(name);
            runner.restart(replica, "restart asked for by " + by);
            return Views.of(runner);
        });
    }

    /** @param replicas 0 to 1000 */
    public AppView scale(String name, int replicas) {
        return change(() -> {
            AppRunner runner = find(name);
            runner.scale(replicas);
            return Views.of(runner);
        });
    }

    /** Ends it and forgets about it. */
    public void delete(String name, String by) {
        change(() -> {
            find(name);
            remove(name, "deleted by " + by, () -> {});
            return null;
        });
    }

    /** As {@link Loop#call}, and returns when what came of it is on disk: what was promised outlives us. */
    private <T> T change(Callable<T> task) {
        T result = loop.call(task);
        state.sync();
        return result;
    }

    /** @param then is run when nothing of it is left */
    private void remove(String name, String reason, Runnable then) {
        AppRunner runner = apps.get(name);
        declared.remove(name);
        if (runner != null) {
            LOG.info("{}: {}", name, reason);
            runner.remove(reason);
            removeWhenOver(runner, then);
        }
    }

    private void removeWhenOver(AppRunner runner, Runnable then) {
        if (runner.over()) {
            apps.remove(runner.name(), runner);
            state.forget(runner.name());
            metrics.forget(runner.name());
            close(runner.log());
            then.run();
        } else {
            loop.at(loop.now().plusMillis(50), () -> {
                runner.sweep();
                removeWhenOver(runner, then);
            });
        }
    }

    private static void close(AppLog log) {
        try {
            log.close();
        } catch (IOException e) {
            LOG.warn("can't close the log of {}", log.app(), e);
        }
    }

    private AppRunner find(String name) {
        AppRunner runner = apps.get(name);
        if (runner == null) {
            throw Refusals.unknownApp(name);
        }
        return runner;
    }

    /**
     * The replicas of an application that take requests.
     *
     * @param name of an application that there is, or that may come later
     */
    public EndpointSource endpoints(String name) {
        return ready.computeIfAbsent(name, _ -> new ReadyReplicas());
    }

    /** The applications, for who checks them. */
    public TargetSource targets() {
        return targets;
    }

    /** What it would take for an application to reach an availability, by what was seen of it. */
    public SizeView size(String name, SizeView.Wish wish) {
        return loop.call(() -> SizeView.of(find(name), wish));
    }

    /** Shows what becomes of the applications among the program's metrics. */
    public void bind(Metrics program) {
        program.collector(metrics);
    }

    /** What an application writes. */
    public AppLog log(String name) {
        return loop.call(() -> find(name).log());
    }

    /** Lets go who follows a log: to be called before the server is closed, which waits for them. */
    public void endStreams() {
        loop.call(() -> {
            apps.values().forEach(app -> app.log().endFollowing());
            return null;
        });
    }

    /** Ends all replicas in order, at most within their grace. */
    @Override
    public void close() throws IOException {
        Duration longest = loop.call(() -> {
            apps.values().forEach(app -> app.stop("the supervisor ends"));
            return apps.values().stream()
                    .flatMap(app -> app.runners().stream())
                    .map(runner -> runner.release().config().stop().grace())
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        });
        Instant end = loop.now().plus(longest).plus(CLOSE_SPARE);
        try {
            while (!allOver() && loop.now().isBefore(end)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guard.close();
        release();
    }

    /** Leaves everything as it runs, as {@code kill -9} does. */
    void abandon() throws IOException {
        loop.call(() -> {
            apps.values().stream().flatMap(app -> app.runners().stream()).forEach(ReplicaRunner::abandon);
            return null;
        });
        guard.letGo();
        release();
    }

    private boolean allOver() {
        return loop.call(() -> {
            apps.values().forEach(AppRunner::sweep);
            return apps.values().stream().allMatch(AppRunner::over);
        });
    }

    private void release() throws IOException {
        loop.close();
        kit.prober().close();
        for (AppRunner app : apps.values()) {
            app.log().close();
        }
        state.close();
    }
}
