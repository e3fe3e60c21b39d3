package dev.evenkeel.server.monitor.blackbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The modules of a file in blackbox_exporter's format, or a few usual ones when there is no file. */
public final class Modules {
    private static final String USUAL = """
            modules:
              http_2xx: {prober: http}
              http_post_2xx: {prober: http, http: {method: POST}}
              tcp_connect: {prober: tcp}
              tls_connect: {prober: tcp, tcp: {tls: true}}
              icmp: {prober: icmp}
            """;

    private final Map<String, Module> byName;

    private Modules(Map<String, Module> byName) {
        this.byName = byName;
    }

    /** {@code http_2xx}, {@code http_post_2xx}, {@code tcp_connect} and {@code tls_connect}. */
    public static Modules usual() {
        try {
            return parse("built-in modules", USUAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException when the file can't be read or something in it is wrong; the message names the place */
    public static Modules load(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    static Modules parse(String source, String yaml) throws IOException {
        Object root;
        try {
            root = new ObjectMapper(new YAMLFactory()).readValue(yaml, Object.class);
        } catch (IOException e) {
            throw new IOException(source + ": no YAML: " + e.getMessage(), e);
        }
        try {
            Keys top = Keys.of("", root);
            Keys modules = top.section("modules");
            var byName = new LinkedHashMap<String, Module>();
            for (Object name : modules.names()) {
                String text = String.valueOf(name);
                byName.put(text, module(text, modules.section(text)));
            }
            top.end();
            return new Modules(byName);
        } catch (ModuleException e) {
            throw new IOException(source + ": " + String.valueOf(e.getMessage()).replaceFirst("^\\.", ""), e);
        }
    }

    private static Module module(String name, Keys keys) throws ModuleException {
        String kind = keys.text("prober", "");
        Duration timeout = keys.duration("timeout", Duration.ZERO);
        Prober prober = switch (kind) {
            case "http" -> HttpModuleSettings.read(keys.section("http"));
            case "tcp" -> TcpModule.read(keys.section("tcp"));
            case "dns" -> DnsModule.read(keys.section("dns"));
            case "icmp" ->
                new RefusedModule("ICMP needs a raw socket, which this program is not permitted to open;"
                        + " probe a TCP port instead");
            case "grpc", "unix", "websocket" ->
                new RefusedModule("the prober " + kind + " is not supported; http, tcp and dns are");
            default -> throw new ModuleException(keys.path() + ".prober: '" + kind + "' is not valid");
        };
        for (String section : List.of("http", "tcp", "dns", "icmp", "grpc", "unix", "websocket")) {
            keys.value(section);
        }
        keys.end();
        return new Module(name, timeout, prober);
    }

    Optional<Module> find(@Nullable String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those that are refused when they are asked for, with the reason. */
    public Map<String, String> refused() {
        var refused = new LinkedHashMap<String, String>();
        byName.forEach((name, module) -> {
            if (module.prober() instanceof RefusedModule(String reason)) {
                refused.put(name, reason);
            }
        });
        return refused;
    }

    /** How many there are. */
    public int size() {
        return byName.size();
    }
}
