package dev.evenkeel.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor runs, and where it keeps what it has to know after a restart.
 *
 * @param folder for its state, and for the logs of the applications
 * @param ports that replicas are given where their application doesn't say which
 * @param orphanTimeout how long replicas go on after the supervisor was killed and didn't come back
 * @param logSize of an application's log file before it is moved aside, in bytes
 * @param logFiles moved aside that are kept of each
 * @param registryUrl where rollouts are recorded; null for the registry in this process, if there is one
 * @param registryToken sent to {@code registryUrl}; null when it wants none
 */
public record SupervisorConfig(
        Path folder,
        PortRange ports,
        Duration orphanTimeout,
        long logSize,
        int logFiles,
        @Nullable URI registryUrl,
        @Nullable Secret registryToken,
        List<AppConfig> apps) {

    static SupervisorConfig from(Section section) {
        var config = new SupervisorConfig(
                section.path("folder", Path.of("data/supervisor")),
                PortRange.from(section, "ports", PortRange.USUAL),
                section.duration("orphanTimeout", Duration.ofMinutes(1), Duration.ofSeconds(1), AppConfig.HOUR),
                section.size("logSize", 10L << 20, 4 << 10, 10L << 30),
                section.integer("logFiles", 4, 1, 1000),
                section.url("registryUrl").orElse(null),
                section.secret("registryToken").orElse(null),
                apps(section));
        if (config.registryToken != null && !section.has("registryUrl")) {
            section.reject("registryToken", "is only sent to supervisor.registryUrl: set that too, or delete this");
        }
        return config;
    }

    private static List<AppConfig> apps(Section section) {
        Set<String> names = new HashSet<>();
        var apps = new ArrayList<AppConfig>();
        for (Section app : section.sections("apps")) {
            AppConfig config = AppConfig.from(app);
            if (!names.add(config.name())) {
                app.reject("name", "another application has this name: give each its own");
            }
            apps.add(config);
        }
        return List.copyOf(apps);
    }
}
