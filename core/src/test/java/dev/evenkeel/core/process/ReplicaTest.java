package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.process.ReplicaEvent.ProbeFailed;
import dev.evenkeel.core.process.ReplicaEvent.ProbeSucceeded;
import dev.evenkeel.core.process.ReplicaEvent.ProcessExited;
import dev.evenkeel.core.process.ReplicaEvent.RestartRequested;
import dev.evenkeel.core.process.ReplicaEvent.StartFailed;
import dev.evenkeel.core.process.ReplicaEvent.Started;
import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a replica says about itself; what it does is in the golden traces. */
class ReplicaTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final ReplicaSpec SPEC = new ReplicaSpec(
            new Probes(null, Profile.FAST.probe(ProbeKind.LIVENESS), Profile.KUBERNETES.probe(ProbeKind.READINESS)),
            Profile.KUBERNETES.backoff(),
            Profile.FAST.termination());

    private Replica replica = Replica.create(SPEC, T0);
    private Instant now = T0;

    @Test
    void isStoppingFromTheMomentThatItIsToldToUntilItIsOver() {
        after(0, new Tick());
        assertThat(replica.stopping()).isFalse();
        after(0, new Started(1, 100));
        after(0, new RestartRequested("asked"));
        says("Terminating", "asked");
        assertThat(replica.stopping()).as("it comes back").isFalse();
        after(0, new StopRequested("one less is wanted"));
        assertThat(replica.stopping()).isTrue();
        replica = Replica.restore(SPEC, replica.snapshot());
        assertThat(replica.stopping()).as("over a restart, too").isTrue();
        after(1, new ProcessExited(1, Exit.signal(15)));
        assertThat(replica.stopping()).isTrue();
        assertThat(replica.ended()).isTrue();
    }

    @Test
    void everyStateSaysWhy() {
        assertThat(replica.awaitsStart()).isFalse();
        after(0, new Tick());
        assertThat(replica.awaitsStart()).isTrue();
        assertThat(replica.pid()).isNull();
        assertThat(replica.restarts()).isZero();
        after(1, new Started(1, 100));
        assertThat(replica.awaitsStart()).isFalse();
        assertThat(replica.pid()).isEqualTo(100);
        says("Running", "");
        after(0, new ProbeFailed(1, ProbeKind.READINESS, "HTTP 503"));
        says("Running", "readiness probe failed 1 of 3 times: HTTP 503");
        after(10, new ProbeSucceeded(1, ProbeKind.READINESS, "HTTP 200"));
        says("Ready", "");
        assertThat(replica.ready()).isTrue();
        after(0, new ProbeFailed(1, ProbeKind.LIVENESS, "HTTP 500"));
        after(1, new Tick());
        after(0, new ProbeFailed(1, ProbeKind.LIVENESS, "HTTP 500"));
        says("Terminating", "liveness probe failed 2 of 2 times: HTTP 500");
        assertThat(replica.pid()).isEqualTo(100);
        assertThat(replica.ready()).isFalse();
        Replica.Step step = replica.apply(new ProcessExited(1, Exit.signal(9)), now);
        assertThat(step.passed().getFirst().message())
                .isEqualTo("liveness probe failed 2 of 2 times: HTTP 500; signal 9 (KILL)");
        replica = step.replica();
        says("Starting", "");
        assertThat(replica.restarts()).isEqualTo(1);
        after(0, new StartFailed(2, "./app: no such file"));
        says("BackOff", "restart 2 in a row at " + now.plusSeconds(10) + "; last: not started: ./app: no such file");
        after(1, new StopRequested("scaled down"));
        says("Exited", "scaled down");
        assertThat(replica.ended()).isTrue();
        assertThat(replica.ready()).isFalse();
        assertThat(replica.restarts()).isEqualTo(1);
    }

    @Test
    void aRestartRequestedWhileAProbeEndsTheProcessNeedsNoBackOff() {
        after(0, new Tick());
        after(0, new StartFailed(1, "port taken"));
        after(0, new Started(2, 100));
        after(0, new ProbeFailed(2, ProbeKind.LIVENESS, "HTTP 500"));
        after(1, new Tick());
        after(0, new ProbeFailed(2, ProbeKind.LIVENESS, "HTTP 500"));
        after(0, new RestartRequested("asked by ada"));
        says("Terminating", "asked by ada");
        after(0, new ProcessExited(2, Exit.code(143)));
        says("Starting", "");
    }

    @Test
    void aSnapshotThatIsIncompleteIsRefused() {
        ReplicaSnapshot broken = new ReplicaSnapshot(
                "Ready", T0, 1, 0, null, "", null, T0, true, Map.of(), null, null, null, null, null, null, null);
        assertThatThrownBy(() -> Replica.restore(SPEC, broken))
                .hasMessageContaining("Ready")
                .hasMessageContaining("pid");
        ReplicaSnapshot unknown = new ReplicaSnapshot(
                "Asleep", T0, 1, 0, null, "", null, T0, true, Map.of(), null, null, null, null, null, null, null);
        assertThatThrownBy(() -> Replica.restore(SPEC, unknown)).hasMessageContaining("Asleep");
    }

    @Test
    void rulesThatLostTheirReadinessProbeMeanwhileLetItIntoTraffic() {
        after(0, new Tick());
        after(0, new Started(1, 100));
        assertThat(replica.ready()).isFalse();
        ReplicaSpec without = new ReplicaSpec(Probes.NONE, SPEC.backoff(), SPEC.termination());
        replica = Replica.restore(without, replica.snapshot());
        after(1, new Tick());
        assertThat(replica.ready()).isTrue();
    }

    private void after(int seconds, ReplicaEvent event) {
        now = now.plusSeconds(seconds);
        replica = replica.apply(new Tick(), now).replica().apply(event, now).replica();
    }

    private void says(String state, String message) {
        assertThat(replica.state().name()).isEqualTo(state);
        assertThat(replica.state().message()).isEqualTo(message);
    }
}
