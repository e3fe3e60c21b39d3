package dev.evenkeel.core.process;

import dev.evenkeel.core.process.ReplicaAction.SetNotReady;
import dev.evenkeel.core.process.ReplicaAction.StartProcess;
import dev.evenkeel.core.process.RestartBackoff.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One event being worked off: the time, the rules, and what the states want done and remembered. */
final class Turn {
    final ReplicaSpec spec;
    final Instant now;
    final List<ReplicaAction> actions = new ArrayList<>();
    int life;
    History history;

    Turn(Replica replica, Instant now) {
        this.spec = replica.spec();
        this.now = now;
        this.life = replica.life();
        this.history = replica.history();
    }

    void act(ReplicaAction action) {
        actions.add(action);
    }

    /** The one place where a process is asked for. */
    Starting start() {
        life++;
        act(new StartProcess(life));
        return new Starting(now, life);
    }

    void outOfTraffic(Alive state, String reason) {
        if (state instanceof Ready) {
            act(new SetNotReady(life, reason));
        }
    }
}
