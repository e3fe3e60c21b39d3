package dev.evenkeel.core.process;

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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A golden trace: rules, then lines of {@code seconds | event | states entered | actions | next wake-up}. Playing it
 * gives the same text with what really came out in the last three columns.
 *
 * <p>Rules: {@code profile NAME}, {@code probe KIND [delay|period|retry|timeout|failures|successes|grace=N]…} and {@code
 * termination [grace|drain|window=SECONDS|preStop]…}. Events: {@code tick}, {@code stop}, {@code restart}, {@code
 * started PID}, {@code start-failed REASON}, {@code exit CODE}, {@code signal NUMBER}, {@code pre-stop-ended} and {@code
 * KIND ok|failed|timeout}; about the last process asked for, or with {@code @N} at the end about the N-th. {@code #}
 * starts a comment, {@code ---} begins again with a new replica, {@code reload} keeps and restores it.
 */
final class Trace {
    private static final Instant ZERO = Instant.EPOCH;

    private final Map<ProbeKind, ProbeSpec> probes = new EnumMap<>(ProbeKind.class);
    private Profile profile = Profile.KUBERNETES;
    private Termination termination = profile.termination();
    private Replica replica;

    static String replay(String text) {
        return new Trace().play(text);
    }

    private String play(String text) {
        StringBuilder played = new StringBuilder();
        for (String line : text.lines().toList()) {
            played.append(line(line)).append('\n');
        }
        return played.toString();
    }

    private String line(String line) {
        String[] words = line.strip().split("\\s+");
        switch (words[0]) {
            case "profile" -> {
                profile = Profile.valueOf(words[1].toUpperCase(java.util.Locale.ROOT));
                termination = profile.termination();
            }
            case "probe" -> probe(words);
            case "termination" -> termination(words);
            case "---" -> replica = null;
            default -> {
                if (line.contains("|")) {
                    return event(line);
                }
                if (!line.isBlank() && !line.startsWith("#")) {
                    throw new IllegalArgumentException("not a line of a trace: " + line);
                }
            }
        }
        return line;
    }

    private void probe(String[] words) {
        ProbeKind kind = kind(words[1]);
        ProbeSpec base = profile.probe(kind);
        Map<String, String> set = settings(words);
        probes.put(
                kind,
                new ProbeSpec(
                        set.containsKey("delay") ? seconds(set.get("delay")) : base.initialDelay(),
                        set.containsKey("period") ? seconds(set.get("period")) : base.period(),
                        set.containsKey("retry") ? seconds(set.get("retry")) : base.retryPeriod(),
                        set.containsKey("timeout") ? seconds(set.get("timeout")) : base.timeout(),
                        Integer.parseInt(set.getOrDefault("failures", "" + base.failureThreshold())),
                        Integer.parseInt(set.getOrDefault("successes", "" + base.successThreshold())),
                        set.containsKey("grace") ? seconds(set.get("grace")) : base.grace()));
    }

    private void termination(String[] words) {
        Map<String, String> set = settings(words);
        termination = new Termination(
                set.containsKey("grace") ? seconds(set.get("grace")) : termination.grace(),
                set.containsKey("drain") ? seconds(set.get("drain")) : termination.drain(),
                set.containsKey("preStop"),
                set.containsKey("window") ? seconds(set.get("window")) : termination.window());
    }

    private String event(String line) {
        String[] columns = line.split("\\|", -1);
        Instant now = ZERO.plus(seconds(columns[0].strip()));
        if (replica == null) {
            Probes all = new Probes(
                    probes.get(ProbeKind.STARTUP), probes.get(ProbeKind.LIVENESS), probes.get(ProbeKind.READINESS));
            replica = Replica.create(new ReplicaSpec(all, profile.backoff(), termination), now);
        }
        if (columns[1].strip().equals("reload")) {
            replica = Replica.restore(replica.spec(), replica.snapshot());
            return columns[0] + "|" + columns[1] + "| " + replica.state().name() + " | - | " + wake();
        }
        Replica.Step step = replica.apply(parse(columns[1].strip()), now);
        replica = step.replica();
        String states = step.passed().stream().map(ReplicaState::name).collect(Collectors.joining(" "));
        String actions = step.actions().stream().map(Trace::show).collect(Collectors.joining(", "));
        return columns[0] + "|" + columns[1] + "| " + (states.isEmpty() ? "=" : states) + " | "
                + (actions.isEmpty() ? "-" : actions) + " | " + wake();
    }

    private String wake() {
        Instant at = replica.wakeAt();
        return at == null
                ? "-"
                : BigDecimal.valueOf(Duration.between(ZERO, at).toMillis(), 3)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private ReplicaEvent parse(String text) {
        List<String> words = new ArrayList<>(List.of(text.split("\\s+")));
        int life = replica.life();
        if (words.getLast().startsWith("@")) {
            life = Integer.parseInt(words.removeLast().substring(1));
        }
        String rest = String.join(" ", words.subList(1, words.size()));
        return switch (words.getFirst()) {
            case "tick" -> new Tick();
            case "stop" -> new StopRequested("scaled down");
            case "restart" -> new RestartRequested("restart requested");
            case "started" -> new Started(life, Long.parseLong(rest));
            case "start-failed" -> new StartFailed(life, rest);
            case "exit" -> new ProcessExited(life, Exit.code(Integer.parseInt(rest)));
            case "signal" -> new ProcessExited(life, Exit.signal(Integer.parseInt(rest)));
            case "pre-stop-ended" -> new PreStopEnded(life);
            default -> answer(life, kind(words.getFirst()), rest);
        };
    }

    private static ReplicaEvent answer(int life, ProbeKind kind, String what) {
        return switch (what) {
            case "ok" -> new ProbeSucceeded(life, kind, "HTTP 200");
            case "failed" -> new ProbeFailed(life, kind, "HTTP 503");
            case "timeout" -> new ProbeTimedOut(life, kind, "no answer within the timeout");
            default -> throw new IllegalArgumentException("a probe is ok, failed or timeout, not " + what);
        };
    }

    private static String show(ReplicaAction action) {
        return switch (action) {
            case StartProcess(int life) -> "start #" + life;
            case RunProbe(int _, ProbeKind kind) -> "ask " + kind;
            case RunPreStop _ -> "pre-stop";
            case SignalTerm(int _, long pid) -> "TERM " + pid;
            case SignalKill(int _, long pid) -> "KILL " + pid;
            case SetReady _ -> "in";
            case SetNotReady _ -> "out";
        };
    }

    private static ProbeKind kind(String word) {
        return ProbeKind.valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }

    private static Map<String, String> settings(String[] words) {
        return List.of(words).stream()
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : "", (one, _) -> one));
    }

    private static Duration seconds(String number) {
        return Duration.ofMillis(new BigDecimal(number).movePointRight(3).longValueExact());
    }
}
