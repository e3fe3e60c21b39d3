package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.GatewayConfig.AccessLogMode;
import dev.evenkeel.server.config.GatewayConfig.ConnectionLimits;
import dev.evenkeel.server.config.MatchConfig.Constraint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration of the gateway means: its defaults, each of its keys, and the example that is shipped. */
class GatewayConfigTest {
    private static final Path EXAMPLE = Path.of("../examples/geoip/evenkeel.yaml");
    private static final Path REFERENCE = Path.of("../docs/reference/gateway.md");
    private static final List<URI> UPSTREAM = List.of(URI.create("http://127.0.0.1:8000"));

    private static final String EVERYTHING = """
            gateway:
              host: 0.0.0.0
              port: 3000
              threads: 3
              tls: {certificate: /etc/tls/chain.pem, key: /etc/tls/key.pem}
              limits:
                maxConnections: 11
                maxHeaderSize: 12KiB
                maxHeaders: 13
                maxBodySize: 14MiB
                headerTimeout: 15s
                bodyTimeout: 16s
                idleTimeout: 17s
                shutdownTimeout: 18s
                trustForwarded: true
              accessLog: sampled
              routes:
                - name: all
                  match:
                    host: [A.example, "[::1]"]
                    method: [GET, M-SEARCH]
                    path: "/a/{ip}/{n}/{id}/{w}/**"
                    where: {ip: ip-address, n: integer, id: uuid, w: word}
                  upstream:
                    endpoints: ["http://one:81/base/", "https://two"]
                    path: "/b/{id}.json/{w}/**"
                    headers: {Authorization: Bearer t0ken, X-B: b}
                    preserveHost: true
                    connectTimeout: 19s
                    idleTimeout: 20s
                    trust: ca.pem
                    verify: false
                    resolveInterval: 21s
                  deadline: 22s
                  tryTimeout: 22s
                  showAttempts: true
                  retry:
                    enabled: true
                    attempts: 23
                    backoffBase: 24ms
                    backoffCap: 25ms
                    budgetRatio: 0.26
                    budgetCeiling: 2.7
                    budgetMinPerSecond: 28
                    maxAttemptsPerSecond: 29
                  hedge: {enabled: false, quantile: 0.9, minDelay: 31ms}
                  ejection: {enabled: false, consecutiveFailures: 32, baseTime: 33s, maxTime: 34s}
                  parking: {enabled: false, capacity: 35}
                  cache:
                    enabled: true
                    ttl: 36s
                    staleWhileRevalidate: 37s
                    staleIfError: 38d
                    maxSize: 39MiB
                    maxEntrySize: 40KiB
                  limits: {adaptiveConcurrency: false, maxConcurrency: 41, requestsPerSecond: 4.2, burst: 43}
            """;

    @TempDir
    private Path folder;

    private GatewayConfig load(String yaml) throws ConfigException {
        return new Configs(folder).load(yaml).gateway();
    }

    /** The only route of a gateway, whose keys are these. */
    private RouteConfig route(String keys) throws ConfigException {
        GatewayConfig gateway =
                load("gateway: {routes: [{upstream: {endpoints: ['http://127.0.0.1:8000']}, " + keys + "}]}");
        assertThat(gateway.routes()).hasSize(1);
        return gateway.routes().getFirst();
    }

    @Test
    void withoutASectionThereIsNoRoute() throws ConfigException {
        assertThat(load(""))
                .isEqualTo(new GatewayConfig(
                        "127.0.0.1",
                        8000,
                        0,
                        null,
                        new ConnectionLimits(
                                100_000,
                                32 * 1024,
                                128,
                                10L * 1024 * 1024 * 1024,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(30),
                                false),
                        AccessLogMode.OFF,
                        List.of()));
    }

    @Test
    void aRouteNeedsOnlyAnEndpoint() throws ConfigException {
        assertThat(route(""))
                .isEqualTo(new RouteConfig(
                        "route-1",
                        new MatchConfig(Set.of(), Set.of(), "/**", Map.of()),
                        new UpstreamConfig(
                                UPSTREAM,
                                null,
                                Map.of(),
                                false,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                null,
                                true,
                                Duration.ofSeconds(30)),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10).dividedBy(3),
                        false,
                        new RetryConfig(
                                true, Integer.MAX_VALUE, Duration.ofMillis(10), Duration.ofMillis(250), 0.2, 3, 10, 0),
                        new HedgeConfig(true, 0.95, Duration.ofMillis(10)),
                        new EjectionConfig(true, 5, Duration.ofSeconds(5), Duration.ofMinutes(5)),
                        new ParkingConfig(true, 1000),
                        null,
                        new LimitConfig(true, 10_000, 0, 100)))
                .isEqualTo(RouteConfig.of("route-1", MatchConfig.path("/**"), UpstreamConfig.of(UPSTREAM)));
    }

    @Test
    void everyKeyIsMapped() throws ConfigException {
        assertThat(load(EVERYTHING))
                .isEqualTo(new GatewayConfig(
                        "0.0.0.0",
                        3000,
                        3,
                        new TlsConfig(Path.of("/etc/tls/chain.pem"), Path.of("/etc/tls/key.pem")),
                        new ConnectionLimits(
                                11,
                                12 * 1024,
                                13,
                                14 * 1024 * 1024,
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(16),
                                Duration.ofSeconds(17),
                                Duration.ofSeconds(18),
                                true),
                        AccessLogMode.SAMPLED,
                        List.of(new RouteConfig(
                                "all",
                                new MatchConfig(
                                        Set.of("a.example", "[::1]"),
                                        Set.of("GET", "M-SEARCH"),
                                        "/a/{ip}/{n}/{id}/{w}/**",
                                        Map.of(
                                                "ip",
                                                Constraint.IP_ADDRESS,
                                                "n",
                                                Constraint.INTEGER,
                                                "id",
                                                Constraint.UUID,
                                                "w",
                                                Constraint.WORD)),
                                new UpstreamConfig(
                                        List.of(URI.create("http://one:81/base"), URI.create("https://two")),
                                        "/b/{id}.json/{w}/**",
                                        Map.of("Authorization", new Secret("Bearer t0ken"), "X-B", new Secret("b")),
                                        true,
                                        Duration.ofSeconds(19),
                                        Duration.ofSeconds(20),
                                        Path.of("ca.pem"),
                                        false,
                                        Duration.ofSeconds(21)),
                                Duration.ofSeconds(22),
                                Duration.ofSeconds(22),
                                true,
                                new RetryConfig(
                                        true, 23, Duration.ofMillis(24), Duration.ofMillis(25), 0.26, 2.7, 28, 29),
                                new HedgeConfig(false, 0.9, Duration.ofMillis(31)),
                                new EjectionConfig(false, 32, Duration.ofSeconds(33), Duration.ofSeconds(34)),
                                new ParkingConfig(false, 35),
                                new CacheConfig(
                                        Duration.ofSeconds(36),
                                        Duration.ofSeconds(37),
                                        Duration.ofDays(38),
                                        39 * 1024 * 1024,
                                        40 * 1024),
                                new LimitConfig(false, 41, 4.2, 43)))));
    }

    /** So that a key that is added can't be forgotten above or in the reference. */
    @Test
    void noKeyIsMissingAboveNorInTheReference() throws Exception {
        String reference = Files.readString(REFERENCE);
        String start = "```yaml\n";
        String example = reference.substring(reference.indexOf(start) + start.length());
        example = example.substring(0, example.indexOf("```"));

        for (LoadedConfig loaded : List.of(
                new Configs(folder).loaded(EVERYTHING, Map.of()),
                new Configs(folder).loaded(example, Map.of("API_TOKEN", "t")))) {
            List<Setting> settings = loaded.settings().stream()
                    .filter(setting -> setting.path().startsWith("gateway.routes[0]."))
                    .toList();
            assertThat(settings).hasSizeGreaterThan(40).allMatch(Setting::given);
        }
        assertThat(new Configs(folder).loaded(EVERYTHING, Map.of()).settings())
                .filteredOn(setting -> setting.path().startsWith("gateway."))
                .allMatch(Setting::given);
    }

    @Test
    void theShippedExampleIsWhatItSays() throws Exception {
        EvenkeelConfig config = new Configs(folder).load(Files.readString(EXAMPLE));

        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.gateway().host()).isEqualTo("127.0.0.1");
        assertThat(config.gateway().port()).isEqualTo(3000);
        UpstreamConfig plain = UpstreamConfig.of(UPSTREAM);
        assertThat(config.gateway().routes())
                .containsExactly(RouteConfig.of(
                                "geoip",
                                new MatchConfig(
                                        Set.of(),
                                        Set.of("GET", "HEAD"),
                                        "/lookup/{ip}",
                                        Map.of("ip", Constraint.IP_ADDRESS)),
                                new UpstreamConfig(
                                        plain.endpoints(),
                                        "/geoip/{ip}",
                                        Map.of("Authorization", new Secret("Bearer ")),
                                        plain.preserveHost(),
                                        plain.connectTimeout(),
                                        plain.idleTimeout(),
                                        plain.trust(),
                                        plain.verify(),
                                        plain.resolveInterval()))
                        .withDeadline(Duration.ofSeconds(10), Duration.ofMillis(500))
                        .withCache(new CacheConfig(
                                Duration.ofHours(1), null, Duration.ofDays(7), 64 * 1024 * 1024, 1024 * 1024)));
    }

    @Test
    void theShippedExampleTakesItsVariablesAndShowsNoToken() throws Exception {
        LoadedConfig loaded = new Configs(folder)
                .loaded(
                        Files.readString(EXAMPLE),
                        Map.of("PORT", "3001", "API_URL", "https://geoip.example/v1", "API_TOKEN", "h1dden"));
        GatewayConfig gateway = loaded.config().gateway();

        assertThat(gateway.port()).isEqualTo(3001);
        UpstreamConfig upstream = gateway.routes().getFirst().upstream();
        assertThat(upstream.endpoints()).containsExactly(URI.create("https://geoip.example/v1"));
        assertThat(upstream.headers()).containsEntry("Authorization", new Secret("Bearer h1dden"));
        assertThat(loaded.config().toString() + loaded.settings()).doesNotContain("h1dden");
    }

    @Test
    void headersAreSecretWhereverTheyCameFrom() throws ConfigException {
        LoadedConfig loaded = new Configs(folder).loaded(EVERYTHING, Map.of());
        assertThat(loaded.config().toString() + loaded.settings()).doesNotContain("t0ken");
        assertThat(loaded.settings())
                .contains(new Setting(
                        "gateway.routes[0].upstream.headers", "mapping of texts, secret", "{}", "***", true));
    }

    @Test
    void aTryGetsAThirdOfTheDeadline() throws ConfigException {
        assertThat(route("deadline: 3s").tryTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(route("deadline: 3ms").tryTimeout()).isEqualTo(Duration.ofMillis(3));
        assertThat(route("deadline: 3s, tryTimeout: 3s").tryTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void routesWithoutANameAreCounted() throws ConfigException {
        String endpoints = "upstream: {endpoints: 'http://a, http://b'}";
        GatewayConfig gateway =
                load("gateway: {routes: [{" + endpoints + "}, {name: x, " + endpoints + "}, {" + endpoints + "}]}");
        assertThat(gateway.routes()).extracting(RouteConfig::name).containsExactly("route-1", "x", "route-3");
        assertThat(gateway.routes().getFirst().upstream().endpoints())
                .containsExactly(URI.create("http://a"), URI.create("http://b"));
    }

    @Test
    void aCacheIsWantedWhenItIsWritten() throws ConfigException {
        assertThat(route("cache: {maxSize: 1MiB}").cache())
                .isEqualTo(new CacheConfig(null, null, null, 1024 * 1024, 1024 * 1024));
        assertThat(route("cache: {ttl: 0s}").cache())
                .isEqualTo(new CacheConfig(Duration.ZERO, null, null, 64 * 1024 * 1024, 1024 * 1024));
        assertThat(route("cache: {enabled: true}").cache()).isEqualTo(CacheConfig.DEFAULT);
        assertThat(route("cache: {enabled: false, ttl: 1h}").cache()).isNull();
        assertThat(route("cache: null").cache()).isNull();
    }

    @Test
    void noRetriesMeansOneAttempt() throws ConfigException {
        assertThat(route("retry: {enabled: false, attempts: 7}").retry().attempts())
                .isOne();
    }

    @Test
    void aPathMayTakeAnyFormOfTheReference() throws ConfigException {
        for (String path : List.of("/", "/**", "/a/b", "/a/{b}", "/{a}/{b_2}/c", "/a/{b}/**", "/a%2Fb;c")) {
            assertThat(route("match: {path: '" + path + "'}").match().path()).isEqualTo(path);
        }
        assertThat(MatchConfig.path("/{a}/b/{c}/**").parameters()).containsExactly("a", "c");
    }
}
