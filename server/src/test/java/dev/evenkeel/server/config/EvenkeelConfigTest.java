package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvenkeelConfigTest {
    private static final GatewayConfig NO_GATEWAY = new GatewayConfig(
            "127.0.0.1",
            8000,
            0,
            null,
            GatewayConfig.ConnectionLimits.DEFAULT,
            GatewayConfig.AccessLogMode.OFF,
            List.of());

    private static final MonitorConfig NO_MONITOR = new MonitorConfig(
            1,
            new MonitorConfig.Discover(true, Duration.ofSeconds(10), Duration.ofSeconds(2), 2),
            null,
            List.of(),
            List.of(),
            List.of());

    private static RecordsConfig records(String store) {
        return new RecordsConfig(
                Path.of(store),
                Duration.ofDays(1),
                5_000_000,
                Duration.ofDays(90),
                Duration.ofDays(730),
                null,
                null,
                List.of(),
                List.of(),
                new AlertsConfig(
                        List.of(),
                        List.of("service", "environment"),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofHours(4),
                        Duration.ofDays(1),
                        "http://127.0.0.1:8080"));
    }

    private static final SupervisorConfig NO_SUPERVISOR = new SupervisorConfig(
            Path.of("data/supervisor"),
            new PortRange(20_000, 29_999),
            Duration.ofMinutes(1),
            10 << 20,
            4,
            null,
            null,
            List.of());

    @TempDir
    Path folder;

    @Test
    void defaults() throws ConfigException {
        assertThat(EvenkeelConfig.load(ConfigSources.ofSets()))
                .isEqualTo(new EvenkeelConfig(
                        Set.of(Role.REGISTRY, Role.INSIGHTS, Role.GATEWAY, Role.MONITOR, Role.SUPERVISOR),
                        new ServerConfig(
                                "127.0.0.1",
                                8080,
                                1024 * 1024,
                                1024,
                                256,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(30),
                                Duration.ZERO,
                                Path.of("data/tokens"),
                                false),
                        new RegistryConfig("sqlite:data/evenkeel.db", Duration.ofMinutes(10), Duration.ofHours(1)),
                        new InsightsConfig(
                                null, null, Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(30)),
                        NO_GATEWAY,
                        NO_MONITOR,
                        records("data/monitor.db"),
                        NO_SUPERVISOR,
                        new LogConfig(LogConfig.Level.INFO, LogConfig.Format.AUTO),
                        new TracesConfig(null, Map.of(), 1, "evenkeel")));
    }

    @Test
    void everyKeyIsMapped() throws ConfigException {
        EvenkeelConfig config = new Configs(folder).load("""
                roles: [insights]
                server:
                  host: localhost
                  port: 9090
                  maxBodySize: 2MiB
                  maxConnections: 10
                  maxInFlight: 20
                  requestTimeout: 11s
                  idleTimeout: 12s
                  shutdownTimeout: 13s
                  drainDelay: 1m30s
                  tokens: /etc/evenkeel/tokens
                  insecure: true
                registry: {store: "sqlite:/var/lib/e.db"}
                insights:
                  registryUrl: https://registry.example/base/
                  registryToken: ek_1
                  pollInterval: 500ms
                  connectTimeout: 1s
                  readTimeout: 14s
                log: {level: warn, format: json}
                traces:
                  endpoint: http://collector:4318
                  headers: {Authorization: Bearer t}
                  sample: 0.1
                  serviceName: edge
                """);

        assertThat(config)
                .isEqualTo(new EvenkeelConfig(
                        Set.of(Role.INSIGHTS),
                        new ServerConfig(
                                "localhost",
                                9090,
                                2 * 1024 * 1024,
                                10,
                                20,
                                Duration.ofSeconds(11),
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(13),
                                Duration.ofSeconds(90),
                                Path.of("/etc/evenkeel/tokens"),
                                true),
                        new RegistryConfig("sqlite:/var/lib/e.db", Duration.ofMinutes(10), Duration.ofHours(1)),
                        new InsightsConfig(
                                URI.create("https://registry.example/base"),
                                new Secret("ek_1"),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(14)),
                        NO_GATEWAY,
                        NO_MONITOR,
                        records("/var/lib/monitor.db"),
                        NO_SUPERVISOR,
                        new LogConfig(LogConfig.Level.WARN, LogConfig.Format.JSON),
                        new TracesConfig(
                                URI.create("http://collector:4318"),
                                Map.of("Authorization", new Secret("Bearer t")),
                                0.1,
                                "edge")));
    }

    @Test
    void theVariablesOfOpenTelemetryCountWhereNothingElseIsSet() throws ConfigException {
        Map<String, String> variables = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=s%3Dcret,x=y",
                "OTEL_SERVICE_NAME", "edge");
        var traces = new TracesConfig(
                URI.create("http://collector:4318"),
                Map.of("api-key", new Secret("s=cret"), "x", new Secret("y")),
                1,
                "edge");

        assertThat(new Configs(folder).loaded("", variables).config().traces()).isEqualTo(traces);
        assertThat(new Configs(folder)
                        .loaded("traces: {serviceName: mine}", variables)
                        .config()
                        .traces()
                        .serviceName())
                .isEqualTo("mine");
        var disabled = new HashMap<>(variables);
        disabled.put("OTEL_SDK_DISABLED", "true");
        assertThat(new Configs(folder).loaded("", disabled).config().traces().endpoint())
                .isNull();
    }

    @Test
    void emptyFilesAndEmptySectionsAreTheDefaults() throws ConfigException {
        EvenkeelConfig defaults = EvenkeelConfig.load(ConfigSources.ofSets());

        for (String yaml : List.of("", "# nothing\n", "---\n", "server:\nlog: {}\n", "server: {port: null}")) {
            assertThat(new Configs(folder).load(yaml)).as(yaml).isEqualTo(defaults);
        }
    }

    @Test
    void insightsAloneNeedToKnowTheirRegistry() {
        assertThat(new Configs(folder).errors("log: {level: info}\nroles: insights\ninsights:\n  pollInterval: 1s\n"))
                .containsExactly("F:3:1: insights.registryUrl: the role insights runs here without the registry:"
                        + " write which one to ask, as in http://registry:8080, or add registry to roles");
    }

    @Test
    void aWrongRegistryUrlIsReportedOnce() {
        assertThat(new Configs(folder).errors("roles: insights\ninsights: {registryUrl: registry}\n"))
                .containsExactly("F:2:25: insights.registryUrl: \"registry\" is not an address that can be asked:"
                        + " write it as in http://registry:8080");
    }

    @Test
    void aTokenWithoutAnAddressToSendItToIsRefused() {
        assertThat(new Configs(folder).errors("insights:\n  registryToken: secret-1\n"))
                .containsExactly("F:2:18: insights.registryToken: is only sent to insights.registryUrl:"
                        + " set that too, or delete this");
    }

    @Test
    void storesThatThereAreNotAreRefused() {
        for (String store :
                List.of("oracle:x", "sqlite:", "data/evenkeel.db", "sqlite::memory:", "sqlite:a.db?mode=ro")) {
            assertThat(new Configs(folder).errors("registry: {store: '" + store + "'}"))
                    .as(store)
                    .containsExactly("F:1:19: registry.store: not a store that there is:"
                            + " write sqlite: and a file, as in sqlite:data/evenkeel.db");
        }
    }

    @Test
    void secretsAreMaskedInTheTextForm() throws ConfigException {
        var config = EvenkeelConfig.load(
                ConfigSources.ofSets("insights.registryToken=tell-nobody", "insights.registryUrl=http://r"));

        assertThat(config.insights().registryToken()).isEqualTo(new Secret("tell-nobody"));
        assertThat(config.toString()).doesNotContain("tell-nobody");
    }

    @Test
    void settingsShowWhatIsInForceWithSecretsMasked() throws ConfigException {
        LoadedConfig loaded = new Configs(folder)
                .loaded(
                        "server: {host: '${THE_HOST}', port: '${THE_PORT:81}'}\ninsights: {registryUrl: http://r, registryToken: t0p}",
                        Map.of("THE_HOST", "h1dden"));

        assertThat(loaded.settings())
                .contains(
                        new Setting("server.host", "text", "127.0.0.1", "***", true),
                        new Setting("server.port", "whole number, 0 to 65535", "8080", "81", true),
                        new Setting("insights.registryToken", "text, secret", "none", "***", true),
                        new Setting("insights.registryUrl", "URL", "none", "http://r", true),
                        new Setting("log.level", "one of trace, debug, info, warn, error", "info", "info", false));
        assertThat(loaded.settings().toString()).doesNotContain("h1dden", "t0p");
    }
}
