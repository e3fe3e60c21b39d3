package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.config.ResourceConfig;
import dev.evenkeel.server.supervisor.process.ProcessTable;
import dev.evenkeel.server.supervisor.process.RunningProcess;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends replicas that use more memory or processes than they may. Confined to the loop. */
final class LimitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LimitWatch.class);
    private static final long MIB = 1 << 20;

    private final ProcessTable table;

    LimitWatch(ProcessTable table) {
        this.table = table;
    }

    private record Use(int processes, long bytes) {
        static final Use NONE = new Use(0, 0);

        Use plus(ProcessTable.Entry entry) {
            return new Use(processes + 1, bytes + entry.residentBytes());
        }
    }

    void look(Collection<AppRunner> apps) {
        Map<Long, ReplicaRunner> watched = new HashMap<>();
        for (AppRunner app : apps) {
            for (ReplicaRunner runner : app.runners()) {
                ResourceConfig limits = runner.release().config().limits();
                RunningProcess running = runner.running();
                if (running != null && (limits.memory() > 0 || limits.processes() > 0)) {
                    watched.put(running.key().pid(), runner);
                }
            }
        }
        if (watched.isEmpty()) {
            return;
        }
        try {
            Map<Long, Use> uses = new HashMap<>();
            for (ProcessTable.Entry entry : table.all()) {
                // The small shell around the command isn't the application's.
                if (!entry.dead() && entry.pid() != entry.session() && watched.containsKey(entry.session())) {
                    uses.merge(entry.session(), Use.NONE.plus(entry), (use, _) -> use.plus(entry));
                }
            }
            uses.forEach((session, use) -> {
                ReplicaRunner runner = watched.get(session);
                if (runner != null) {
                    check(runner, use);
                }
            });
        } catch (IOException e) {
            LOG.warn("can't see what the replicas use; their limits don't hold meanwhile", e);
        }
    }

    private static void check(ReplicaRunner runner, Use use) {
        ResourceConfig limits = runner.release().config().limits();
        if (limits.processes() > 0 && use.processes() > limits.processes()) {
            runner.kill("ended for " + use.processes() + " processes: limits.processes is " + limits.processes());
        } else if (limits.memory() > 0 && use.bytes() > limits.memory()) {
            runner.kill("ended for " + use.bytes() / MIB + " MiB of memory: limits.memory is " + limits.memory() / MIB
                    + " MiB");
        }
    }
}
