package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration of a server comes from. */
final class ConfigOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; without it EVENKEEL_CONFIG, or ./evenkeel.yaml when there is one.")
    private @Nullable Path config;

    @Option(
            names = "--roles",
            paramLabel = "ROLE[,ROLE…]",
            description = "What this process runs: registry, insights, gateway, monitor, supervisor; all by default.")
    private @Nullable String roles;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, as in server.port=8081; as often as needed.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--insecure", description = "Listen without API tokens on an address that others can reach.")
    private boolean insecure;

    ConfigSources sources(Map<String, String> environment) {
        var all = new ArrayList<>(sets);
        if (insecure) {
            all.add("server.insecure=true");
        }
        return new ConfigSources(config, environment, all, roles);
    }
}
