package dev.evenkeel.server.config;

import java.util.EnumSet;
import java.util.Set;

/**
 * The whole configuration, valid as it is.
 *
 * @param roles what this process runs, at least one
 * @param gateway listens only where it has routes
 * @param monitor runs only where it has something to ask
 * @param records what the monitor remembers, promises and tells
 * @param supervisor runs only where it has applications
 */
public record EvenkeelConfig(
        Set<Role> roles,
        ServerConfig server,
        RegistryConfig registry,
        InsightsConfig insights,
        GatewayConfig gateway,
        MonitorConfig monitor,
        RecordsConfig records,
        SupervisorConfig supervisor,
        LogConfig log,
        TracesConfig traces) {

    /** @throws ConfigException with everything that is wrong, each with its place and the remedy */
    public static EvenkeelConfig load(ConfigSources sources) throws ConfigException {
        return LoadedConfig.load(sources).config();
    }

    static EvenkeelConfig from(Section root) {
        Set<Role> roles = root.anyOf("roles", EnumSet.allOf(Role.class));
        ServerConfig server = ServerConfig.from(root.section("server"));
        RegistryConfig registry = RegistryConfig.from(root.section("registry"));
        Section insights = root.section("insights");
        InsightsConfig insightsConfig = InsightsConfig.from(insights);
        GatewayConfig gateway = GatewayConfig.from(root.section("gateway"));
        Section watching = root.section("monitor");
        MonitorConfig monitor = MonitorConfig.from(watching);
        var config = new EvenkeelConfig(
                roles,
                server,
                registry,
                insightsConfig,
                gateway,
                monitor,
                RecordsConfig.from(watching, monitor, gateway, registry),
                SupervisorConfig.from(root.section("supervisor")),
                LogConfig.from(root.section("log")),
                TracesConfig.from(root.section("traces")));
        if (!config.runs(Role.REGISTRY) && config.runs(Role.INSIGHTS) && !insights.has("registryUrl")) {
            insights.reject(
                    "registryUrl",
                    "the role insights runs here without the registry: write which one to ask, as in"
                            + " http://registry:8080, or add registry to roles");
        }
        if (config.runs(Role.MONITOR)
                && !config.runs(Role.REGISTRY)
                && !monitor.checks().isEmpty()
                && !watching.has("registryUrl")) {
            watching.reject(
                    "registryUrl",
                    "the role monitor runs here without the registry: write where to report incidents, as in"
                            + " http://registry:8080, or add registry to roles");
        }
        boolean followsApps = config.gateway.routes().stream()
                .anyMatch(route -> route.upstream().app() != null);
        if (config.runs(Role.GATEWAY) && followsApps && !config.runs(Role.SUPERVISOR)) {
            root.reject(
                    "roles",
                    "a route of the gateway goes to an app, and the role supervisor doesn't run here: add it to roles");
        }
        return config;
    }

    public boolean runs(Role role) {
        return roles.contains(role);
    }
}
