package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.process.Exit;
import dev.evenkeel.core.process.Replica;
import dev.evenkeel.core.process.ReplicaEvent;
import dev.evenkeel.core.process.ReplicaSpec;
import dev.evenkeel.core.process.Starting;
import dev.evenkeel.core.process.Terminating;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.supervisor.StoredApp.StoredRelease;
import dev.evenkeel.server.supervisor.StoredApp.StoredReplica;
import dev.evenkeel.server.supervisor.process.ProcessKey;
import dev.evenkeel.server.supervisor.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts together what an earlier supervisor wrote down and what runs. The processes decide: what was written may be some
 * moments old, and each process says by its run's name whose it is.
 */
final class Restoring {
    private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

    private final Kit kit;
    private final Map<String, ProcessKey> running;
    private final Set<String> adopted = new HashSet<>();

    /** @param running by the names of their runs */
    Restoring(Kit kit, Map<String, ProcessKey> running) {
        this.kit = kit;
        this.running = new HashMap<>(running);
    }

    static StoredApp toStore(AppRunner app, @Nullable Map<String, Object> declared) {
        return new StoredApp(
                declared,
                app.releases().values().stream()
                        .map(release -> new StoredRelease(
                                release.revision(),
                                release.at(),
                                release.config().tree(true)))
                        .toList(),
                app.wanted(),
                app.nextReplica(),
                app.runners().stream()
                        .map(runner -> new StoredReplica(
                                runner.id(),
                                runner.release().revision(),
                                runner.port(),
                                runner.replica().snapshot()))
                        .toList(),
                app.rollout(),
                app.rolloutEnded(),
                app.records().current(),
                app.records().unsent(),
                app.facts().stored());
    }

    /** On the loop. */
    void restore(AppRunner app, StoredApp stored) {
        var releases = new TreeMap<Integer, Release>();
        for (StoredRelease release : stored.releases()) {
            releases.put(release.revision(), new Release(release.revision(), release.at(), config(release)));
        }
        app.restore(releases, stored.rollout(), stored.rolloutEnded(), stored.wanted(), stored.nextReplica());
        app.facts().restore(stored.facts());
        app.records().restore(stored.record(), stored.unsent());
        for (StoredReplica replica : stored.replicas()) {
            Release release = releases.get(replica.revision());
            if (release != null) {
                restore(app, release, replica);
            }
        }
    }

    private static AppConfig config(StoredRelease release) {
        try {
            return AppConfig.parse(new String(Json.bytes(release.config()), StandardCharsets.UTF_8));
        } catch (ConfigException e) {
            throw new IllegalStateException(
                    "what was kept of revision " + release.revision() + " can't be read: " + e.messages(), e);
        }
    }

    private void restore(AppRunner app, Release release, StoredReplica stored) {
        ReplicaSpec rules = AppRunner.rules(release.config());
        Replica replica = Replica.restore(rules, stored.snapshot());
        Found found = newest(app.name(), stored.id(), replica.life()).orElse(null);
        if (found == null) {
            ReplicaRunner runner = app.restore(stored.id(), release, replica, stored.port());
            settle(runner, replica);
            return;
        }
        Long pid = replica.pid();
        boolean known = found.life() == replica.life()
                && pid != null
                && pid == found.process().key().pid();
        if (!known && !(found.life() == replica.life() && replica.awaitsStart())) {
            // It was started after the last time that anything was written.
            replica = new Replica(
                    rules,
                    found.life(),
                    replica.history(),
                    new Starting(kit.loop().now(), found.life()));
        }
        ReplicaRunner runner = app.restore(stored.id(), release, replica, stored.port());
        runner.adopt(found.process(), found.life());
        LOG.info(
                "{} {}: found again as process {}",
                app.name(),
                stored.id(),
                found.process().key().pid());
        if (!known) {
            runner.apply(
                    new ReplicaEvent.Started(found.life(), found.process().key().pid()));
        }
        settle(runner, replica);
    }

    /** Says what is missing: a start that never happened, a process that ended, a hook that nobody runs any more. */
    private void settle(ReplicaRunner runner, Replica replica) {
        if (runner.running() == null) {
            if (replica.awaitsStart()) {
                runner.apply(new ReplicaEvent.StartFailed(replica.life(), "the supervisor was restarted meanwhile"));
            } else if (replica.pid() != null) {
                runner.apply(new ReplicaEvent.ProcessExited(
                        replica.life(), Exit.unknown("ended while the supervisor was away")));
            }
        } else if (replica.state() instanceof Terminating) {
            runner.apply(new ReplicaEvent.PreStopEnded(replica.life()));
        }
    }

    private record Found(int life, RunningProcess process) {}

    /** The replica's process; older ones, which there shouldn't be, are strangers. */
    private Optional<Found> newest(String app, String replica, int life) {
        String prefix = ReplicaCommand.runId(app, replica, 0).replaceAll("0$", "");
        List<Integer> lives = running.keySet().stream()
                .filter(run -> run.startsWith(prefix))
                .map(run -> Integer.valueOf(run.substring(prefix.length())))
                .filter(number -> number >= life)
                .sorted()
                .toList();
        if (lives.isEmpty()) {
            return Optional.empty();
        }
        String run = prefix + lives.getLast();
        ProcessKey key = running.get(run);
        try {
            Optional<RunningProcess> process =
                    key == null ? Optional.empty() : kit.launcher().find(run, key);
            adopted.add(run);
            return process.map(found -> new Found(lives.getLast(), found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what was started here and belongs to no replica. */
    void endStrangers() throws IOException {
        for (Map.Entry<String, ProcessKey> entry : running.entrySet()) {
            if (!adopted.contains(entry.getKey())) {
                Optional<RunningProcess> process = kit.launcher().find(entry.getKey(), entry.getValue());
                if (process.isPresent()) {
                    LOG.warn(
                            "ending process {} of {}, which nobody wants",
                            entry.getValue().pid(),
                            entry.getKey());
                    process.get().endRest();
                    process.get().letGo();
                }
            }
        }
        kit.launcher().tidy(adopted);
    }
}
