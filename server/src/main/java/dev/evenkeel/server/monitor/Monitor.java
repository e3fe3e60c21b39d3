package dev.evenkeel.server.monitor;

import dev.evenkeel.core.endpoint.EndpointSource.Subscription;
import dev.evenkeel.core.probe.MaintenanceWindow;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.core.probe.TargetSource;
import dev.evenkeel.core.probe.TargetSource.Target;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.config.CheckConfig;
import dev.evenkeel.server.config.MaintenanceConfig;
import dev.evenkeel.server.config.MonitorConfig;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the checks and the actions of the configuration, and checks of what others know of, until it is closed. */
public final class Monitor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Monitor.class);

    private final MonitorConfig config;
    private final ProbeLoops loops;
    private final ProbeMemory memory;
    private final ProbeListener listener;
    private final CheckMetrics metrics;
    private final CheckFactory factory = new CheckFactory();
    private final Map<String, ScheduledCheck> checks = new ConcurrentHashMap<>();
    private final Map<String, Target> discovered = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final List<ScheduledAction> actions = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    private Monitor(
            MonitorConfig config, ProbeLoops loops, ProbeMemory memory, ProbeListener listener, CheckMetrics metrics) {
        this.config = config;
        this.loops = loops;
        this.memory = memory;
        this.listener = listener;
        this.metrics = metrics;
    }

    /**
     * Starts what is configured.
     *
     * @param loops stay open as long as the monitor, and are not closed by it
     * @param sources whose targets are checked too, as far as the configuration wants it
     * @param memory of the time before the start
     * @param listener hears of every run, {@code actionListener} of every action
     * @throws IOException when a file that a check needs can't be used
     */
    public static Monitor start(
            MonitorConfig config,
            ProbeLoops loops,
            List<TargetSource> sources,
            ProbeMemory memory,
            ProbeListener listener,
            ActionListener actionListener,
            CheckMetrics metrics)
            throws IOException {
        var all = ProbeListener.all(List.of(metrics, listener));
        var monitor = new Monitor(config, loops, memory, all, metrics);
        List<CheckFactory.Ready> ready = new ArrayList<>();
        for (CheckConfig check : config.checks()) {
            ready.add(monitor.factory.of(check));
        }
        for (ActionConfig action : config.actions()) {
            monitor.actions.add(new ScheduledAction(action, monitor.factory.of(action), loops.next(), done -> {
                metrics.onAction(done);
                actionListener.onAction(done);
            }));
        }
        metrics.boundaries(ready.stream().map(CheckFactory.Ready::check).toList());
        ready.forEach(one -> monitor.begin(one, memory));
        monitor.actions.forEach(ScheduledAction::start);
        if (config.discover().enabled()) {
            for (TargetSource source : sources) {
                monitor.subscriptions.add(source.onChange(() -> monitor.discover(source)));
                monitor.discover(source);
            }
        }
        return monitor;
    }

    /** What is checked now. */
    Collection<ScheduledCheck> checks() {
        return checks.values();
    }

    /** How many checks there are now. */
    public int count() {
        return checks.size();
    }

    private void begin(CheckFactory.Ready ready, ProbeMemory before) {
        String name = ready.check().name();
        List<MaintenanceWindow> windows = config.maintenance().stream()
                .filter(window -> window.isFor(name))
                .map(MaintenanceConfig::window)
                .toList();
        var scheduled = new ScheduledCheck(ready, loops.next(), windows, listener);
        checks.put(name, scheduled);
        metrics.add(ready.check());
        scheduled.start(before);
    }

    private synchronized void discover(TargetSource source) {
        Set<String> there = new HashSet<>();
        for (Target target : source.targets()) {
            String name = source.origin() + "/" + target.name();
            there.add(name);
            if (!target.equals(discovered.put(name, target))) {
                discover(name, source.origin(), target);
            }
        }
        for (ScheduledCheck check : List.copyOf(checks.values())) {
            String name = check.check().name();
            if (check.check().origin().equals(source.origin()) && !there.contains(name)) {
                checks.remove(name);
                discovered.remove(name);
                gone.add(name);
                metrics.remove(name);
                check.stop();
                listener.onRemoved(check.check());
            }
        }
    }

    /** A check whose target moved goes on with what is believed. */
    private void discover(String name, String origin, Target target) {
        try {
            CheckFactory.Ready ready = factory.of(origin, target, config.discover());
            ScheduledCheck known = checks.get(name);
            if (known == null) {
                // What comes back wasn't missed meanwhile: nobody wanted it.
                begin(ready, gone.remove(name) ? ProbeMemory.none() : memory);
            } else {
                known.stop();
                begin(ready, known.memory());
            }
        } catch (IOException e) {
            log.warn("{} can't be checked: {}", name, e.getMessage());
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        checks.values().forEach(ScheduledCheck::stop);
        actions.forEach(ScheduledAction::stop);
    }
}
