package dev.evenkeel.server.config;

import dev.evenkeel.server.config.SloConfig.Watched;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor remembers, promises and tells.
 *
 * @param store the SQLite file; beside that of the registry unless set
 * @param mostResults how many single results are kept, whatever their age
 * @param registryUrl the registry that incidents are reported to; null for the one in this process
 * @param registryToken sent there; null when it wants none
 * @param slos written here and in OpenSLO files
 * @param warnings about what OpenSLO files ask for and can't be done as written
 */
public record RecordsConfig(
        Path store,
        Duration keepResults,
        int mostResults,
        Duration keepMinutes,
        Duration keepHours,
        @Nullable URI registryUrl,
        @Nullable Secret registryToken,
        List<SloConfig> slos,
        List<String> warnings,
        AlertsConfig alerts) {

    /**
     * @param section that of the monitor
     * @param monitor and {@code gateway}: what there is to have objectives for
     * @param registry beside whose file the store is, unless another place is set
     */
    static RecordsConfig from(Section section, MonitorConfig monitor, GatewayConfig gateway, RegistryConfig registry) {
        Map<String, Watched> checks = new TreeMap<>();
        for (CheckConfig check : monitor.checks()) {
            checks.put(check.name(), new Watched(check.interval(), check.service(), check.environment()));
        }
        Set<String> routes = gateway.routes().stream().map(RouteConfig::name).collect(Collectors.toSet());
        Section retention = section.section("retention");
        Duration hour = Duration.ofHours(1);
        Duration years = Duration.ofDays(3660);
        Set<String> names = new HashSet<>();
        var slos = new ArrayList<SloConfig>();
        for (Section slo : section.sections("slos")) {
            SloConfig.from(slo, "slo-" + (names.size() + 1), checks, routes).ifPresent(config -> {
                if (!names.add(config.slo().name())) {
                    slo.reject("name", "another objective has this name: give each its own");
                }
                slos.add(config);
            });
        }
        Section openslo = section.section("openslo");
        boolean strict = openslo.bool("strict", false);
        List<String> warnings = new ArrayList<>();
        slos.addAll(imported(openslo, checks, routes, strict, names, warnings));
        return new RecordsConfig(
                section.path("store", beside(registry)),
                retention.duration("results", Duration.ofDays(1), hour, Duration.ofDays(31)),
                retention.integer("mostResults", 5_000_000, 1000, 1_000_000_000),
                retention.duration("minutes", Duration.ofDays(90), Duration.ofDays(1), years),
                retention.duration("hours", Duration.ofDays(730), Duration.ofDays(1), years),
                section.url("registryUrl").orElse(null),
                section.secret("registryToken").orElse(null),
                List.copyOf(slos),
                List.copyOf(warnings),
                AlertsConfig.from(section.section("alerts")));
    }

    /** The routes that there are objectives for. */
    public Set<String> routes() {
        return slos.stream()
                .map(SloConfig::series)
                .filter(series -> series.startsWith("route:"))
                .map(series -> series.substring("route:".length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Path beside(RegistryConfig registry) {
        try {
            return Path.of(registry.store().replaceFirst("^[a-z]+:", "")).resolveSibling("monitor.db");
        } catch (InvalidPathException e) {
            // Said of the registry already.
            return Path.of("data/monitor.db");
        }
    }

    private static List<SloConfig> imported(
            Section section,
            Map<String, Watched> checks,
            Set<String> routes,
            boolean strict,
            Set<String> names,
            List<String> warnings) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : section.list("files", List.of())) {
            try {
                texts.put(file, Files.readString(Path.of(file), StandardCharsets.UTF_8));
            } catch (IOException | InvalidPathException e) {
                section.reject("files", file + " can't be read: " + e.getMessage());
            }
        }
        OpenSlo.Imported imported = OpenSlo.read(texts, checks, routes, strict);
        imported.mistakes().forEach(mistake -> section.reject("files", mistake));
        warnings.addAll(imported.warnings());
        for (SloConfig slo : imported.slos()) {
            if (!names.add(slo.slo().name())) {
                section.reject(
                        "files", "another objective is named " + slo.slo().name());
            }
        }
        return imported.slos();
    }
}
