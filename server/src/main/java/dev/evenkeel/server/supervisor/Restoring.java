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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final Map<ReplicaRunner, Replica> unsettled = new LinkedHashMap<>();

    /** @param running by the names of their runs */
    Restoring(Kit kit, Map<String, ProcessKey> running) {
        this.kit = kit;
        this.running = Map.copyOf(running);
    }

    static StoredApp toStore(AppRunner app, @Nullable Map<String, Object> declared) {
        return new StoredApp(
                declared,
                app.releases().all().values().stream()
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
                app.releases().rollout(),
                app.releases().rolloutEnded(),
                app.releases().records().current(),
                app.releases().records().unsent(),
                app.facts().stored(),
                app.facts().watched(),
                app.removed());
    }

    /** Adopts the processes of one application; nothing is started before {@link #settle}. */
    void restore(AppRunner app, StoredApp stored) {
        var releases = new TreeMap<Integer, Release>();
        for (StoredRelease release : stored.releases()) {
            releases.put(release.revision(), new Release(release.revision(), release.at(), config(release)));
        }
        app.releases().restore(releases, stored.rollout(), stored.rolloutEnded());
        app.restore(stored.wanted(), stored.nextReplica());
        app.facts().restore(stored.facts(), stored.watched());
        app.releases().records().restore(stored.record(), stored.unsent());
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
            unsettled.put(app.restore(stored.id(), release, replica, stored.port()), replica);
            return;
        }
        Long pid = replica.pid();
        int life = found.name().life();
        boolean known = life == replica.life()
                && pid != null
                && pid == found.process().key().pid();
        if (!known && !(life == replica.life() && replica.awaitsStart())) {
            // It was started after the last time that anything was written.
            replica = new Replica(
                    rules, life, replica.history(), new Starting(kit.loop().now(), life));
        }
        ReplicaRunner runner =
                app.restore(stored.id(), release, replica, found.name().port());
        runner.adopt(found.process(), life);
        LOG.info(
                "{} {}: found again as process {}",
                app.name(),
                stored.id(),
                found.process().key().pid());
        if (!known) {
            runner.apply(new ReplicaEvent.Started(life, found.process().key().pid()));
        }
        unsettled.put(runner, replica);
    }

    /** Tells each replica what it missed, which may start it again. */
    void settle() {
        unsettled.forEach(Restoring::settle);
        unsettled.clear();
    }

    /** Says what is missing: a start that never happened, a process that ended, a hook that nobody runs any more. */
    private static void settle(ReplicaRunner runner, Replica replica) {
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

    private record Found(RunName name, RunningProcess process) {}

    /** The replica's process; older ones, which there shouldn't be, are strangers. */
    private Optional<Found> newest(String app, String replica, int life) {
        Optional<RunName> newest = running.keySet().stream()
                .map(RunName::parse)
                .flatMap(Optional::stream)
                .filter(name -> name.app().equals(app) && name.replica().equals(replica) && name.life() >= life)
                .max(Comparator.comparingInt(RunName::life));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        String run = newest.get().toString();
        ProcessKey key = running.get(run);
        try {
            Optional<RunningProcess> process =
                    key == null ? Optional.empty() : kit.launcher().find(run, key);
            adopted.add(run);
            return process.map(found -> new Found(newest.get(), found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what was started here and belongs to no replica. */
    void endStrangers() throws IOException {
        kit.launcher().tidy(adopted);
    }
}
