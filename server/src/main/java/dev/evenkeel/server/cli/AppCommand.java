package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands about one application have in common. */
@Command
abstract class AppCommand extends ServerCommand {
    AppCommand(Io io) {
        super(io);
    }

    /** @return the application afterwards */
    abstract JsonNode ask(RegistryHttp http);

    static String path(String app, String more) {
        return "/api/apps/" + RegistryHttp.encode(app) + more;
    }

    @Override
    void run(RegistryHttp http) {
        AppsCommand.show(io, Json.mapper().createArrayNode().add(ask(http)));
    }

    /** {@code evenkeel apps show}. */
    @Command(
            name = "show",
            description = "One application and its replicas.",
            footer = {"", "Example:", "  evenkeel apps show shop"})
    static final class Show extends AppCommand {
        @Parameters(paramLabel = "APP", description = "Which one.")
        private String app = "";

        Show(Io io) {
            super(io);
        }

        @Override
        JsonNode ask(RegistryHttp http) {
            return http.get(path(app, ""), Map.of()).json();
        }
    }

    /** {@code evenkeel apps put}. */
    @Command(
            name = "put",
            description = "Have an application run as a file says; a new version is rolled out.",
            footer = {
                "",
                "The file is one entry of supervisor.apps, in YAML or JSON.",
                "",
                "Example:",
                "  evenkeel apps put shop.yaml"
            })
    static final class Put extends AppCommand {
        @Parameters(paramLabel = "FILE", description = "The application, as under supervisor.apps.")
        private Path file = Path.of("");

        Put(Io io) {
            super(io);
        }

        @Override
        JsonNode ask(RegistryHttp http) {
            JsonNode app;
            try {
                app = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file));
            } catch (IOException e) {
                throw new CliException("can't read " + file + ": " + Failures.describe(e));
            }
            String name = app.path("name").asText();
            if (name.isEmpty()) {
                throw new CliException(file + " has no name: it holds one application, as under supervisor.apps");
            }
            return http.send("PUT", path(name, ""), app, Map.of()).json();
        }
    }

    /** {@code evenkeel apps restart}. */
    @Command(
            name = "restart",
            description = "End the processes of an application and start new ones.",
            footer = {"", "Examples:", "  evenkeel apps restart shop", "  evenkeel apps restart shop --replica r2"})
    static final class Restart extends AppCommand {
        @Parameters(paramLabel = "APP", description = "Which one.")
        private String app = "";

        @Option(names = "--replica", paramLabel = "ID", description = "One replica, as in r2; all by default.")
        private @Nullable String replica;

        Restart(Io io) {
            super(io);
        }

        @Override
        JsonNode ask(RegistryHttp http) {
            var query = new LinkedHashMap<String, String>();
            put(query, "replica", replica);
            return http.post(path(app, "/restart"), query).json();
        }
    }

    /** {@code evenkeel apps rollback}. */
    @Command(
            name = "rollback",
            description = "Go back to the version before.",
            footer = {"", "Example:", "  evenkeel apps rollback shop"})
    static final class Rollback extends AppCommand {
        @Parameters(paramLabel = "APP", description = "Which one.")
        private String app = "";

        Rollback(Io io) {
            super(io);
        }

        @Override
        JsonNode ask(RegistryHttp http) {
            return http.post(path(app, "/rollback"), Map.of()).json();
        }
    }

    /** {@code evenkeel apps scale}. */
    @Command(
            name = "scale",
            description = "Have another number of replicas.",
            footer = {"", "Example:", "  evenkeel apps scale shop 6"})
    static final class Scale extends AppCommand {
        @Parameters(index = "0", paramLabel = "APP", description = "Which one.")
        private String app = "";

        @Parameters(index = "1", paramLabel = "N", description = "How many replicas.")
        private int replicas;

        Scale(Io io) {
            super(io);
        }

        @Override
        JsonNode ask(RegistryHttp http) {
            JsonNode body = Json.mapper().createObjectNode().put("replicas", replicas);
            return http.send("POST", path(app, "/scale"), body, Map.of()).json();
        }
    }

    /** {@code evenkeel apps delete}. */
    @Command(
            name = "delete",
            description = "End an application and forget about it.",
            footer = {"", "Example:", "  evenkeel apps delete shop"})
    static final class Delete extends AppCommand {
        @Parameters(paramLabel = "APP", description = "Which one.")
        private String app = "";

        Delete(Io io) {
            super(io);
        }

        @Override
        JsonNode ask(RegistryHttp http) {
            JsonNode before = http.get(path(app, ""), Map.of()).json();
            http.delete(path(app, ""));
            return before;
        }
    }
}
