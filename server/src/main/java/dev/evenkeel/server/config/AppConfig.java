package dev.evenkeel.server.config;

import dev.evenkeel.core.process.Profile;
import dev.evenkeel.core.process.RestartBackoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One application that the supervisor keeps up.
 *
 * @param name names it here, in the gateway and on the command line
 * @param version as the registry is told
 * @param service its name in the registry
 * @param environment its environment in the registry
 * @param command the program and its arguments; <code>{port}</code> stands for the replica's port
 * @param env variables beside those that the supervisor has itself
 * @param folder the command works in
 * @param user the command runs as; null for the supervisor's own
 * @param ports the replicas may have; null for those of the supervisor
 * @param replicas wanted, where autoscaling doesn't decide
 * @param profile the rules where nothing else is said
 * @param autoscaling null for a fixed number of replicas
 */
public record AppConfig(
        String name,
        String version,
        String service,
        String environment,
        List<String> command,
        Map<String, Secret> env,
        Path folder,
        @Nullable String user,
        @Nullable PortRange ports,
        int replicas,
        Profile profile,
        ProbesConfig probes,
        RestartBackoff backoff,
        StopConfig stop,
        RolloutConfig rollout,
        @Nullable AutoscalingConfig autoscaling,
        ResourceConfig limits) {

    /** A letter or digit, then more of them, dots, dashes and underscores: it is part of file names and addresses. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    static final Duration HOUR = Duration.ofHours(1);

    public AppConfig withReplicas(int number) {
        return new AppConfig(
                name,
                version,
                service,
                environment,
                command,
                env,
                folder,
                user,
                ports,
                number,
                profile,
                probes,
                backoff,
                stop,
                rollout,
                autoscaling,
                limits);
    }

    /** With the values of {@code env} that came back masked, as they were shown, left as they were before. */
    public AppConfig unmasked(AppConfig before) {
        var values = new TreeMap<>(env);
        values.replaceAll(
                (key, value) -> value.value().equals(value.toString()) ? before.env.getOrDefault(key, value) : value);
        return new AppConfig(
                name,
                version,
                service,
                environment,
                command,
                Map.copyOf(values),
                folder,
                user,
                ports,
                replicas,
                profile,
                probes,
                backoff,
                stop,
                rollout,
                autoscaling,
                limits);
    }

    /**
     * Reads an application as it is written in JSON.
     *
     * @param json one mapping with the keys of an entry of {@code supervisor.apps}
     * @throws ConfigException with everything that is wrong, each message beginning with its key
     */
    public static AppConfig parse(String json) throws ConfigException {
        return Fragment.read(json, AppConfig::from);
    }

    static AppConfig from(Section section) {
        String name = section.text("name", "app");
        if (!section.has("name") || !name.matches(NAME)) {
            section.reject("name", "an application needs a name of letters, digits, dots, dashes and underscores");
        }
        List<String> command = section.list("command", List.of());
        if (command.isEmpty()) {
            section.reject("command", "an application needs a command, as in [./shop, --port, \"{port}\"]");
        } else if (command.size() == 1 && command.getFirst().contains(" ")) {
            section.reject("command", "write the program and each argument on its own, as in [./shop, --port, 80]");
        }
        Profile profile = section.oneOf("profile", Profile.FAST);
        return new AppConfig(
                name,
                section.text("version", "unversioned"),
                section.text("service", name),
                section.text("environment", "local"),
                command,
                section.secrets("env"),
                section.path("folder", Path.of(".")),
                section.has("user") ? section.text("user", "") : null,
                section.has("ports") ? PortRange.from(section, "ports", PortRange.USUAL) : null,
                section.integer("replicas", 1, 0, 1000),
                profile,
                ProbesConfig.from(section.section("probes"), profile),
                backoff(section.section("backoff"), profile.backoff()),
                StopConfig.from(section.section("stop"), profile),
                RolloutConfig.from(section.section("rollout")),
                AutoscalingConfig.from(section.section("autoscaling"), section.has("autoscaling")),
                ResourceConfig.from(section.section("limits")));
    }

    private static RestartBackoff backoff(Section section, RestartBackoff usual) {
        Duration initial = section.duration("initial", usual.initial(), Duration.ofMillis(1), HOUR);
        Duration max = section.duration("max", usual.max(), Duration.ofMillis(1), HOUR);
        if (max.compareTo(initial) < 0) {
            section.reject("max", "must not be shorter than initial");
            max = initial;
        }
        return new RestartBackoff(
                initial, max, section.duration("resetAfter", usual.resetAfter(), Duration.ZERO, HOUR.multipliedBy(24)));
    }

    /**
     * As it would be written, to be read by {@link #parse} again.
     *
     * @param reveal whether the values of {@code env} are shown
     */
    public Map<String, Object> tree(boolean reveal) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", name);
        tree.put("version", version);
        tree.put("service", service);
        tree.put("environment", environment);
        tree.put("command", new ArrayList<>(command));
        if (!env.isEmpty()) {
            var values = new TreeMap<String, String>();
            env.forEach((key, value) -> values.put(key, reveal ? value.value() : value.toString()));
            tree.put("env", values);
        }
        tree.put("folder", folder.toString());
        if (user != null) {
            tree.put("user", user);
        }
        if (ports != null) {
            tree.put("ports", ports.toString());
        }
        tree.put("replicas", replicas);
        tree.put("profile", profile.toString());
        tree.put("probes", probes.tree());
        tree.put(
                "backoff",
                Map.of(
                        "initial", Durations.format(backoff.initial()),
                        "max", Durations.format(backoff.max()),
                        "resetAfter", Durations.format(backoff.resetAfter())));
        tree.put("stop", stop.tree());
        tree.put("rollout", rollout.tree());
        if (autoscaling != null) {
            tree.put("autoscaling", autoscaling.tree());
        }
        tree.put("limits", limits.tree());
        return tree;
    }
}
