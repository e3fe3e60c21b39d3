package dev.evenkeel.server.config;

import dev.evenkeel.core.process.ProbeKind;
import dev.evenkeel.core.process.ProbeSpec;
import dev.evenkeel.core.process.Probes;
import dev.evenkeel.core.process.Profile;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an application is asked whether it is well.
 *
 * @param startup null for none
 * @param readiness null for none: ready as soon as it runs
 * @param liveness null for none: alive while it runs
 */
public record ProbesConfig(
        @Nullable Probe startup,
        @Nullable Probe readiness,
        @Nullable Probe liveness) {

    /**
     * One probe. Of {@code path}, {@code command} and {@code tcp} it has one.
     *
     * @param path asked with GET; null for another kind
     * @param headers of the request
     * @param command that is run, <code>{port}</code> in it standing for the replica's port; empty for another kind
     * @param tcp whether a connection is enough
     */
    public record Probe(
            @Nullable String path, Map<String, String> headers, List<String> command, boolean tcp, ProbeSpec spec) {}

    /** The rules without the questions. */
    public Probes rules() {
        return new Probes(
                startup == null ? null : startup.spec(),
                liveness == null ? null : liveness.spec(),
                readiness == null ? null : readiness.spec());
    }

    /** Null when there is none of this kind. */
    public @Nullable Probe of(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> startup;
            case READINESS -> readiness;
            case LIVENESS -> liveness;
        };
    }

    static ProbesConfig from(Section section, Profile profile) {
        return new ProbesConfig(
                probe(section, ProbeKind.STARTUP, profile),
                probe(section, ProbeKind.READINESS, profile),
                probe(section, ProbeKind.LIVENESS, profile));
    }

    private static @Nullable Probe probe(Section probes, ProbeKind kind, Profile profile) {
        Section section = probes.section(kind.toString());
        if (!probes.has(kind.toString())) {
            return null;
        }
        String path = section.has("path") ? section.text("path", "/") : null;
        if (path != null && !path.matches("/[\\x21-\\x7e]*")) {
            section.reject("path", "begins with a slash and has no spaces, as in /health/ready");
        }
        List<String> command = section.list("command", List.of());
        boolean tcp = section.bool("tcp", false);
        int kinds = (path == null ? 0 : 1) + (command.isEmpty() ? 0 : 1) + (tcp ? 1 : 0);
        if (kinds != 1) {
            section.reject("path", "a probe has one of path: /health/ready, command: [./check, \"{port}\"], tcp: true");
        }
        Map<String, String> headers = section.map("headers");
        headers.forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\t\\x20-\\x7e]*")) {
                section.reject("headers", name + " is no header that can be sent: check its name and value");
            }
        });
        return new Probe(path, headers, command, tcp, spec(section, kind, profile.probe(kind)));
    }

    private static ProbeSpec spec(Section section, ProbeKind kind, ProbeSpec usual) {
        Duration tenMillis = Duration.ofMillis(10);
        int successes = section.integer("successThreshold", usual.successThreshold(), 1, 1000);
        if (successes != 1 && kind != ProbeKind.READINESS) {
            section.reject("successThreshold", "is always 1 for startup and liveness: delete it");
            successes = 1;
        }
        Duration grace = usual.grace();
        if (section.has("grace")) {
            grace = section.duration("grace", Duration.ZERO, Duration.ZERO, AppConfig.HOUR);
        } else {
            section.duration("grace", grace == null ? Duration.ZERO : grace, Duration.ZERO, AppConfig.HOUR);
        }
        Duration period = section.duration("period", usual.period(), tenMillis, AppConfig.HOUR);
        // Who sets a period alone means how often, not how soon a doubt is looked into, unless his is shorter still.
        boolean sooner = usual.retryPeriod().compareTo(usual.period()) < 0
                && usual.retryPeriod().compareTo(period) < 0;
        Duration retryPeriod =
                section.duration("retryPeriod", sooner ? usual.retryPeriod() : period, tenMillis, AppConfig.HOUR);
        return new ProbeSpec(
                section.duration("initialDelay", usual.initialDelay(), Duration.ZERO, AppConfig.HOUR),
                period,
                retryPeriod,
                section.duration("timeout", usual.timeout(), tenMillis, Duration.ofMinutes(10)),
                section.integer("failureThreshold", usual.failureThreshold(), 1, 100_000),
                successes,
                grace);
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        for (ProbeKind kind : ProbeKind.values()) {
            Probe probe = of(kind);
            if (probe != null) {
                tree.put(kind.toString(), tree(probe));
            }
        }
        return tree;
    }

    private static Map<String, Object> tree(Probe probe) {
        var tree = new LinkedHashMap<String, Object>();
        if (probe.path() != null) {
            tree.put("path", probe.path());
        }
        if (!probe.headers().isEmpty()) {
            tree.put("headers", probe.headers());
        }
        if (!probe.command().isEmpty()) {
            tree.put("command", probe.command());
        }
        if (probe.tcp()) {
            tree.put("tcp", true);
        }
        ProbeSpec spec = probe.spec();
        tree.put("initialDelay", Durations.format(spec.initialDelay()));
        tree.put("period", Durations.format(spec.period()));
        tree.put("retryPeriod", Durations.format(spec.retryPeriod()));
        tree.put("timeout", Durations.format(spec.timeout()));
        tree.put("failureThreshold", spec.failureThreshold());
        tree.put("successThreshold", spec.successThreshold());
        if (spec.grace() != null) {
            tree.put("grace", Durations.format(spec.grace()));
        }
        return tree;
    }
}
