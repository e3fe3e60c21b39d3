package dev.evenkeel.server;

import dev.evenkeel.core.deployment.DeploymentRecorder;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.endpoint.EndpointSource;
import dev.evenkeel.core.incident.Attribution;
import dev.evenkeel.core.incident.IncidentReports;
import dev.evenkeel.core.incident.IncidentRules;
import dev.evenkeel.core.probe.ProbeListener;
import dev.evenkeel.core.probe.TargetSource;
import dev.evenkeel.server.config.CheckConfig;
import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.EvenkeelConfig;
import dev.evenkeel.server.config.GatewayConfig;
import dev.evenkeel.server.config.InsightsConfig;
import dev.evenkeel.server.config.RecordsConfig;
import dev.evenkeel.server.config.RegistryConfig;
import dev.evenkeel.server.config.Role;
import dev.evenkeel.server.config.Secret;
import dev.evenkeel.server.config.ServerConfig;
import dev.evenkeel.server.config.SupervisorConfig;
import dev.evenkeel.server.config.TracesConfig;
import dev.evenkeel.server.gateway.Gateway;
import dev.evenkeel.server.gateway.GatewayApi;
import dev.evenkeel.server.gateway.RouteTargets;
import dev.evenkeel.server.insights.HttpIncidentList;
import dev.evenkeel.server.insights.HttpRegistry;
import dev.evenkeel.server.insights.InsightsApi;
import dev.evenkeel.server.insights.InsightsTable;
import dev.evenkeel.server.insights.KnownIncidents;
import dev.evenkeel.server.insights.RegistryFollower;
import dev.evenkeel.server.insights.TableHealth;
import dev.evenkeel.server.monitor.CheckLog;
import dev.evenkeel.server.monitor.CheckMetrics;
import dev.evenkeel.server.monitor.ChecksApi;
import dev.evenkeel.server.monitor.Monitor;
import dev.evenkeel.server.monitor.Records;
import dev.evenkeel.server.monitor.RouteCounter;
import dev.evenkeel.server.monitor.blackbox.Modules;
import dev.evenkeel.server.monitor.blackbox.ProbeApi;
import dev.evenkeel.server.monitor.incident.HttpIncidents;
import dev.evenkeel.server.monitor.probe.ProbeClock;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import dev.evenkeel.server.platform.access.AccessControl;
import dev.evenkeel.server.platform.access.Loopback;
import dev.evenkeel.server.platform.access.TokenFile;
import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.health.HealthCheck;
import dev.evenkeel.server.platform.http.ApiServer;
import dev.evenkeel.server.platform.http.Authorizer;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ServerSettings;
import dev.evenkeel.server.platform.ops.DocsApi;
import dev.evenkeel.server.platform.ops.HealthApi;
import dev.evenkeel.server.platform.ops.MetricsApi;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.platform.telemetry.OtlpTraces;
import dev.evenkeel.server.platform.telemetry.Traces;
import dev.evenkeel.server.registry.DeploymentsApi;
import dev.evenkeel.server.registry.Incidents;
import dev.evenkeel.server.registry.IncidentsApi;
import dev.evenkeel.server.registry.Registry;
import dev.evenkeel.server.registry.RegistryRecorder;
import dev.evenkeel.server.registry.StoreHealth;
import dev.evenkeel.server.registry.Stores;
import dev.evenkeel.server.supervisor.HttpRecorder;
import dev.evenkeel.server.supervisor.Supervisor;
import dev.evenkeel.server.supervisor.SupervisorApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: the only place where its parts meet. One block per role, in the order in which they start. */
public final class App implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(App.class);

    /** As much as common proxies pass on. */
    private static final int MAX_HEAD_BYTES = 16 << 10;

    private static final Duration SEND_TRACES_EVERY = Duration.ofSeconds(2);

    private final Closeables parts;
    private final ApiServer server;
    private final ServerConfig config;

    private App(Closeables parts, ApiServer server, ServerConfig config) {
        this.parts = parts;
        this.server = server;
        this.config = config;
    }

    /**
     * Starts what the configuration says and returns when it is ready for requests.
     *
     * @param sources where the configuration was read from, to read it again when it changes
     * @throws IOException when a part can't start; the message says what to do, and what had started is closed again
     */
    public static App start(EvenkeelConfig config, ConfigSources sources) throws IOException {
        var parts = new Closeables();
        try {
            return start(config, sources, parts);
        } catch (IOException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    /**
     * What the blocks have in common.
     *
     * @param apis answer their operations once there is a server
     * @param gauges show themselves once there are metrics
     * @param reload brings a configuration that changed to who can take it
     */
    private record Common(
            InstantSource clock,
            SecureRandom random,
            Closeables parts,
            List<Consumer<Operations>> apis,
            List<Consumer<Metrics>> gauges,
            List<HealthCheck> checks,
            List<TargetSource> targets,
            ConfigReload reload) {}

    private static App start(EvenkeelConfig config, ConfigSources sources, Closeables parts) throws IOException {
        InstantSource clock = InstantSource.system();
        var common = new Common(
                clock,
                new SecureRandom(),
                parts,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ConfigReload(sources));
        Authorizer authorizer = authorizer(config.server(), common);

        RegistryRole records = config.runs(Role.REGISTRY) ? registry(config.registry(), common) : null;
        Registry registry = records == null ? null : records.registry();
        // Before the server, which starts meanwhile: reading all records is what takes longest.
        RegistryFollower follower = config.runs(Role.INSIGHTS) ? insights(config.insights(), records, common) : null;

        // Before the gateway, and so closed after it: replicas end when nobody asks them any more.
        Supervisor supervisor = config.runs(Role.SUPERVISOR) && Supervisor.isNeeded(config.supervisor())
                ? supervisor(config.supervisor(), registry, common)
                : null;

        var metrics = new Metrics(version());
        Traces traces = common.parts.add(traces(config.traces(), common));
        if (config.runs(Role.GATEWAY) && !config.gateway().routes().isEmpty()) {
            gateway(config.gateway(), metrics, traces, supervisor, common);
        }
        if (config.runs(Role.MONITOR)) {
            monitor(config, records, metrics, common);
        }
        parts.add(common.reload.start());

        ApiServer server = parts.add(server(config.server(), authorizer, metrics, traces, common));
        server.start();
        if (registry != null) {
            // Closed before the server: lets go who waits for changes, so that the server can stop at once.
            parts.add(registry);
        }
        if (supervisor != null) {
            // Lets go who follows a log, for the same reason.
            parts.add(supervisor::endStreams);
        }
        if (follower != null) {
            // And before that who would ask again.
            parts.add(follower);
        }
        server.setReady(true);

        var app = new App(parts, server, config.server());
        log.info(
                "evenkeel {} at {}: {}{}",
                version(),
                app.address(),
                config.roles(),
                registry == null ? "" : ", records in " + registry.source());
        return app;
    }

    /** What other roles in this process need of the registry. */
    private record RegistryRole(Registry registry, Incidents incidents) {}

    private static RegistryRole registry(RegistryConfig config, Common common) throws IOException {
        Stores.Opened opened = Stores.openAll(config.store());
        DeploymentStore store = common.parts.add(opened.deployments());
        var ids = new Ids(common.clock, common.random);
        var registry = new Registry(store, common.clock, ids, config.store());
        common.apis.add(new DeploymentsApi(registry)::register);
        common.checks.add(new StoreHealth(store, registry));
        var incidents = new Incidents(
                opened.incidents(),
                store,
                common.clock,
                ids,
                new IncidentRules(config.incidentCoolDown()),
                new Attribution(config.suspectWindow()));
        common.apis.add(new IncidentsApi(incidents)::register);
        return new RegistryRole(registry, incidents);
    }

    private static RegistryFollower insights(InsightsConfig config, @Nullable RegistryRole records, Common common) {
        InsightsTable table;
        KnownIncidents incidents;
        RegistryFollower follower;
        URI url = config.registryUrl();
        if (url != null) {
            table = new InsightsTable(url.toString(), common.clock);
            String token = text(config.registryToken());
            var client = common.parts.add(new HttpRegistry(url, token, config.connectTimeout(), config.readTimeout()));
            follower = RegistryFollower.remote(client, config.pollInterval(), table, common.random);
            var list =
                    common.parts.add(new HttpIncidentList(url, token, config.connectTimeout(), config.readTimeout()));
            incidents = new KnownIncidents(list, config.pollInterval(), common.clock);
        } else if (records != null) {
            Registry registry = records.registry();
            incidents = new KnownIncidents(records.incidents(), Duration.ZERO, common.clock);
            table = new InsightsTable(registry.source(), common.clock);
            follower = RegistryFollower.inProcess(registry, table, common.random);
        } else {
            throw new IllegalArgumentException("insights.registryUrl: which registry to ask?");
        }
        common.parts.add(follower).start();
        common.apis.add(new InsightsApi(table, incidents, common.clock)::register);
        common.checks.add(new TableHealth(table));
        common.gauges.add(table::bind);
        return follower;
    }

    private static Supervisor supervisor(SupervisorConfig config, @Nullable Registry registry, Common common)
            throws IOException {
        DeploymentRecorder recorder = null;
        URI url = config.registryUrl();
        if (url != null) {
            recorder = common.parts.add(new HttpRecorder(url, text(config.registryToken())));
        } else if (registry != null) {
            recorder = new RegistryRecorder(registry);
        }
        Supervisor supervisor = common.parts.add(Supervisor.start(config, common.clock, common.random, recorder));
        common.apis.add(new SupervisorApi(supervisor)::register);
        common.gauges.add(supervisor::bind);
        common.targets.add(supervisor.targets());
        return supervisor;
    }

    private static void gateway(
            GatewayConfig config, Metrics metrics, Traces traces, @Nullable Supervisor supervisor, Common common)
            throws IOException {
        Function<String, EndpointSource> apps =
                supervisor == null ? _ -> EndpointSource.fixed(List.of()) : supervisor::endpoints;
        Gateway gateway = common.parts.add(Gateway.start(config, metrics.registry(), traces, apps));
        var targets = new RouteTargets(config.routes());
        common.targets.add(targets);
        common.reload.add(next -> {
            gateway.reload(next.gateway().routes());
            targets.routes(next.gateway().routes());
        });
        common.apis.add(new GatewayApi(gateway, common.reload::now)::register);
        int routes = config.routes().size();
        log.info("gateway at {}:{}, {}", config.host(), gateway.port(), routes == 1 ? "1 route" : routes + " routes");
    }

    private static void monitor(EvenkeelConfig config, @Nullable RegistryRole registry, Metrics metrics, Common common)
            throws IOException {
        var routes = new RouteCounter(metrics.registry(), config.records().routes());
        Records records = common.parts.add(Records.open(
                config.records(), incidents(config.records(), registry, common), List.of(routes), common.clock));
        metrics.collector(records.metrics());
        var clock = new ProbeClock(common.clock, System::nanoTime);
        ProbeLoops loops = common.parts.add(ProbeLoops.start(config.monitor().threads(), clock, common.random));
        var counts = new CheckMetrics();
        metrics.collector(counts);
        var checkLog = new CheckLog();
        Monitor monitor = common.parts.add(Monitor.start(
                config.monitor(),
                loops,
                common.targets,
                records.memory(),
                ProbeListener.all(List.of(checkLog, records.listener())),
                checkLog,
                counts));
        Set<String> checks =
                config.monitor().checks().stream().map(CheckConfig::name).collect(Collectors.toSet());
        Set<String> origins = common.targets.stream().map(TargetSource::origin).collect(Collectors.toSet());
        records.settle(checks, config.monitor().discover().enabled() ? origins : Set.of())
                .start();
        common.reload.add(next -> reload(monitor, config, next));
        common.apis.add(new ChecksApi(monitor)::register);
        Path file = config.monitor().modules();
        Modules modules = file == null ? Modules.usual() : Modules.load(file);
        if (file != null) {
            modules.refused().forEach((name, reason) -> log.warn("module {} will be refused: {}", name, reason));
        }
        common.apis.add(new ProbeApi(modules, loops)::register);
        common.apis.add(operations -> records.register(operations, monitor::runs));
    }

    private static void reload(Monitor monitor, EvenkeelConfig started, EvenkeelConfig next) throws IOException {
        if (!next.records().equals(started.records())) {
            log.warn("objectives, receivers and all else of the monitor but checks, actions and maintenance windows"
                    + " stay as they were until the next start");
        }
        monitor.reload(next.monitor());
    }

    private static IncidentReports incidents(RecordsConfig config, @Nullable RegistryRole registry, Common common) {
        URI url = config.registryUrl();
        if (url != null) {
            return common.parts.add(new HttpIncidents(url, text(config.registryToken())));
        }
        if (registry != null) {
            return registry.incidents();
        }
        return signal -> {
            throw new IOException("monitor.registryUrl: no registry to report to");
        };
    }

    private static @Nullable String text(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }

    private static ApiServer server(
            ServerConfig config, Authorizer authorizer, Metrics metrics, Traces traces, Common common) {
        common.gauges.forEach(gauge -> gauge.accept(metrics));
        Contract contract = Contract.load();
        var server =
                new ApiServer(settings(config), contract, authorizer, metrics, traces, common.clock, common.random);
        common.apis.forEach(api -> api.accept(server));
        new HealthApi(common.checks, server::isReady, common.clock).register(server);
        new MetricsApi(metrics).register(server);
        new DocsApi(contract).register(server);
        return server;
    }

    private static Traces traces(TracesConfig config, Common common) {
        URI collector = config.endpoint();
        if (collector == null) {
            return Traces.OFF;
        }
        log.info("traces go to {}", collector);
        var headers = new HashMap<String, String>();
        config.headers().forEach((name, value) -> headers.put(name, value.value()));
        return OtlpTraces.start(
                new OtlpTraces.Settings(
                        collector, headers, config.sample(), SEND_TRACES_EVERY, config.serviceName(), version()),
                common.random);
    }

    private static ServerSettings settings(ServerConfig config) {
        return new ServerSettings(
                config.host(),
                config.port(),
                Math.toIntExact(config.maxBodySize()),
                MAX_HEAD_BYTES,
                config.maxConnections(),
                config.maxInFlight(),
                config.requestTimeout(),
                config.idleTimeout(),
                config.requestTimeout(),
                config.idleTimeout(),
                config.shutdownTimeout());
    }

    private static Authorizer authorizer(ServerConfig config, Common common) throws IOException {
        if (Loopback.isLoopback(config.host())) {
            return AccessControl.openOnLoopback();
        }
        if (config.insecure()) {
            log.warn("anyone who reaches {} can read and write here: started with --insecure", config.host());
            return AccessControl.insecure();
        }
        var tokens = new TokenFile(config.tokens(), common.clock, () -> {
            byte[] bytes = new byte[32];
            common.random.nextBytes(bytes);
            return bytes;
        });
        if (tokens.list().isEmpty()) {
            throw new IOException("server.host " + config.host() + " can be reached from other machines, and "
                    + config.tokens() + " has no API token. Make one with 'evenkeel token create --scope write',"
                    + " listen on 127.0.0.1, or start with --insecure");
        }
        return AccessControl.tokens(tokens);
    }

    /** The version that the jar was built as, {@code development} outside a jar. */
    public static String version() {
        return Optional.ofNullable(App.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Where it can be reached on this machine. */
    public URI address() {
        String host = config.host();
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String shown = everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + server.port());
    }

    /** Not ready any more, requests in flight finished, stores closed. */
    @Override
    public void close() {
        server.setReady(false);
        try {
            Thread.sleep(config.drainDelay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            parts.close();
            log.info("stopped");
        } catch (IOException e) {
            log.error("stopped, but not in order", e);
        }
    }
}
