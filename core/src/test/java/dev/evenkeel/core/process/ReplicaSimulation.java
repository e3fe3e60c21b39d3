package dev.evenkeel.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.core.process.ReplicaAction.RunPreStop;
import dev.evenkeel.core.process.ReplicaAction.RunProbe;
import dev.evenkeel.core.process.ReplicaAction.SetNotReady;
import dev.evenkeel.core.process.ReplicaAction.SetReady;
import dev.evenkeel.core.process.ReplicaAction.SignalKill;
import dev.evenkeel.core.process.ReplicaAction.SignalTerm;
import dev.evenkeel.core.process.ReplicaAction.StartProcess;
import dev.evenkeel.core.process.ReplicaEvent.PreStopEnded;
import dev.evenkeel.core.process.ReplicaEvent.ProbeFailed;
import dev.evenkeel.core.process.ReplicaEvent.ProbeSucceeded;
import dev.evenkeel.core.process.ReplicaEvent.ProbeTimedOut;
import dev.evenkeel.core.process.ReplicaEvent.ProcessExited;
import dev.evenkeel.core.process.ReplicaEvent.RestartRequested;
import dev.evenkeel.core.process.ReplicaEvent.StartFailed;
import dev.evenkeel.core.process.ReplicaEvent.Started;
import dev.evenkeel.core.process.ReplicaEvent.StopRequested;
import dev.evenkeel.core.process.ReplicaEvent.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A world around one replica: it does what the steps ask for, answers at random and late, and checks after each step
 * what a replica promises.
 */
final class ReplicaSimulation {
    private final ReplicaSpec spec;
    private final RandomGenerator random;
    private final List<Long> processes = new ArrayList<>();
    private final Set<ProbeKind> asked = EnumSet.noneOf(ProbeKind.class);
    private Replica replica;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int starting;
    private boolean stopRequested;
    private boolean traffic;
    private boolean preStop;
    private boolean terminated;
    private boolean startupPassed;
    private int readinessRun;
    private @Nullable Instant exitedAt;
    private boolean restartAsked;

    ReplicaSimulation(ReplicaSpec spec, RandomGenerator random) {
        this.spec = spec;
        this.random = random;
        this.replica = Replica.create(spec, now);
    }

    Replica replica() {
        return replica;
    }

    int running() {
        return processes.size() + starting;
    }

    void replaceBy(Replica restored) {
        replica = restored;
        asked.clear();
    }

    /** One more thing happens. */
    void next() {
        now = now.plusMillis(random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(1_500));
        Instant wake = replica.wakeAt();
        if (wake != null && !wake.isAfter(now)) {
            apply(new Tick());
        }
        switch (random.nextInt(24)) {
            case 0 -> exit(replica.life());
            case 1, 2 -> apply(new Tick());
            case 3 -> apply(noise());
            case 4 -> {
                if (random.nextInt(8) == 0) {
                    restartAsked = true;
                    apply(new RestartRequested("asked"));
                }
            }
            case 5 -> {
                if (random.nextInt(12) == 0) {
                    stopRequested = true;
                    apply(new StopRequested("asked"));
                }
            }
            case 6, 7 -> {
                if (preStop) {
                    preStop = false;
                    apply(new PreStopEnded(replica.life()));
                }
            }
            case 8, 9, 10, 11, 12 -> begin();
            default -> answer();
        }
    }

    /** Asks for a stop and lets the rest of the world run on. */
    void stop() {
        stopRequested = true;
        apply(new StopRequested("over"));
        for (int i = 0; i < 300 && !replica.ended(); i++) {
            next();
        }
    }

    private void begin() {
        if (starting == 0) {
            return;
        }
        starting--;
        if (random.nextInt(6) == 0) {
            exitedAt = now;
            apply(new StartFailed(replica.life(), "no such file"));
        } else {
            processes.add(1000L + replica.life());
            apply(new Started(replica.life(), 1000L + replica.life()));
        }
    }

    private void exit(int life) {
        if (processes.remove(1000L + life)) {
            exitedAt = now;
            apply(new ProcessExited(life, Exit.code(1)));
        }
    }

    private void answer() {
        if (asked.isEmpty()) {
            return;
        }
        ProbeKind kind = List.copyOf(new TreeSet<>(asked)).get(random.nextInt(asked.size()));
        asked.remove(kind);
        int life = replica.life();
        boolean good = random.nextInt(3) > 0;
        if (kind == ProbeKind.STARTUP && good) {
            startupPassed = true;
        }
        if (kind == ProbeKind.READINESS) {
            readinessRun = good ? readinessRun + 1 : 0;
        }
        apply(
                good
                        ? new ProbeSucceeded(life, kind, "HTTP 200")
                        : random.nextBoolean()
                                ? new ProbeFailed(life, kind, "HTTP 503")
                                : new ProbeTimedOut(life, kind, "no answer"));
    }

    /** News of an earlier process, or answers to questions that nobody asked. */
    private ReplicaEvent noise() {
        int before = replica.life() - 1;
        return switch (random.nextInt(6)) {
            case 0 -> new Started(before, 7);
            case 1 -> new StartFailed(before, "late");
            case 2 -> new ProcessExited(before, Exit.signal(9));
            case 3 -> new ProbeSucceeded(before, ProbeKind.READINESS, "late");
            case 4 -> new ProbeFailed(before, ProbeKind.LIVENESS, "late");
            default -> new PreStopEnded(before);
        };
    }

    private void apply(ReplicaEvent event) {
        Replica before = replica;
        Replica.Step step = replica.apply(event, now);
        replica = step.replica();
        step.actions().forEach(action -> act(before, action));
        Instant wake = replica.wakeAt();
        assertThat(wake == null || wake.isAfter(now))
                .as("nothing that is due is left undone: %s", replica.state())
                .isTrue();
        assertThat(traffic).isEqualTo(replica.ready());
        assertThat(running()).isLessThanOrEqualTo(1);
        if (replica.ended()) {
            assertThat(running()).isZero();
            assertThat(stopRequested).isTrue();
        }
    }

    private void act(Replica before, ReplicaAction action) {
        assertThat(action.life()).isBetween(before.life(), before.life() + 1);
        switch (action) {
            case StartProcess(int life) -> {
                assertThat(running()).as("never two processes").isZero();
                assertThat(stopRequested).as("nothing is started after a stop").isFalse();
                assertThat(traffic).isFalse();
                assertThat(life).isEqualTo(before.life() + 1);
                checkWait(before);
                starting++;
                asked.clear();
                startupPassed = spec.probes().startup() == null;
                readinessRun = 0;
                preStop = false;
                terminated = false;
                restartAsked = false;
            }
            case RunProbe(int _, ProbeKind kind) -> {
                assertThat(asked.add(kind)).as("one question at a time").isTrue();
                assertThat(processes).isNotEmpty();
                assertThat(kind == ProbeKind.STARTUP).isNotEqualTo(startupPassed);
            }
            case SetReady _ -> {
                assertThat(traffic).isFalse();
                assertThat(processes).isNotEmpty();
                assertThat(startupPassed).isTrue();
                ProbeSpec readiness = spec.probes().readiness();
                if (readiness != null) {
                    assertThat(readinessRun).isGreaterThanOrEqualTo(readiness.successThreshold());
                }
                traffic = true;
            }
            case SetNotReady _ -> {
                assertThat(traffic).isTrue();
                traffic = false;
            }
            case RunPreStop _ -> {
                assertThat(traffic).isFalse();
                assertThat(preStop).isFalse();
                preStop = true;
            }
            case SignalTerm(int _, long pid) -> {
                assertThat(traffic).isFalse();
                assertThat(terminated).as("TERM once").isFalse();
                assertThat(processes).contains(pid);
                terminated = true;
            }
            case SignalKill(int _, long pid) -> {
                assertThat(terminated).as("TERM before KILL").isTrue();
                assertThat(processes).contains(pid);
            }
        }
    }

    private void checkWait(Replica before) {
        Instant ended = exitedAt;
        if (ended == null || restartAsked) {
            return;
        }
        Duration waited = Duration.between(ended, now);
        Duration asked = spec.backoff().delay(before.history(), ended);
        assertThat(waited).isGreaterThanOrEqualTo(asked);
    }
}
