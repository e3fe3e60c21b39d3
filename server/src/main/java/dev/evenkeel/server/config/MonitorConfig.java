package dev.evenkeel.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is checked, and when nobody is to be woken.
 *
 * @param threads event loops on which all checks run
 * @param discover whether and how what this process knows of is checked without being written down
 * @param modules blackbox_exporter's module file, for {@code /probe}; null when there is none
 */
public record MonitorConfig(
        int threads,
        Discover discover,
        @Nullable Path modules,
        List<CheckConfig> checks,
        List<ActionConfig> actions,
        List<MaintenanceConfig> maintenance) {

    /** Checks of the gateway's upstreams and the like, which nobody has to write down. */
    public record Discover(boolean enabled, Duration interval, Duration timeout, int failureThreshold) {
        static Discover from(Section section) {
            Duration interval = section.duration(
                    "interval", Duration.ofSeconds(10), CheckConfig.SHORTEST_INTERVAL, CheckConfig.LONGEST_INTERVAL);
            return new Discover(
                    section.bool("enabled", true),
                    interval,
                    CheckConfig.timeout(section, Duration.ofSeconds(2), interval),
                    section.integer("failureThreshold", 2, 1, 1000));
        }
    }

    static MonitorConfig from(Section section) {
        Set<String> names = new HashSet<>();
        var checks = new ArrayList<CheckConfig>();
        for (Section check : section.sections("checks")) {
            CheckConfig config = CheckConfig.from(check, "check-" + (checks.size() + 1));
            if (!names.add(config.name())) {
                check.reject("name", "another check has this name: give each its own");
            }
            checks.add(config);
        }
        Set<String> actionNames = new HashSet<>();
        var actions = new ArrayList<ActionConfig>();
        for (Section action : section.sections("actions")) {
            ActionConfig config = ActionConfig.from(action, "action-" + (actions.size() + 1));
            if (!actionNames.add(config.name())) {
                action.reject("name", "another action has this name: give each its own");
            }
            actions.add(config);
        }
        var maintenance = new ArrayList<MaintenanceConfig>();
        for (Section window : section.sections("maintenance")) {
            MaintenanceConfig.from(window, "maintenance-" + (maintenance.size() + 1), names)
                    .ifPresent(maintenance::add);
        }
        return new MonitorConfig(
                section.integer("threads", 1, 1, 64),
                Discover.from(section.section("discover")),
                section.has("modules") ? section.path("modules", Path.of("")) : noModules(section),
                List.copyOf(checks),
                List.copyOf(actions),
                List.copyOf(maintenance));
    }

    private static @Nullable Path noModules(Section section) {
        section.path("modules", Path.of(""));
        return null;
    }
}
