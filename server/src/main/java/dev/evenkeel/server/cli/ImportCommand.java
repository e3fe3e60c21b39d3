package dev.evenkeel.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel import}. */
@Command(
        name = "import",
        description = "Import deployments from CSV, NDJSON or JSON files, gzip or not.",
        footer = {
            "",
            "Examples:",
            "  evenkeel import deployments.ndjson",
            "  evenkeel import --format govuk examples/govuk/deployments-2025.csv.gz",
            "  evenkeel import --map deployed_at=startedAt,finishedAt --map app=serviceName \\",
            "                  --set environment=production --set status=Succeeded history.csv",
            "  zcat archive.gz | evenkeel import -",
            "",
            "Records with an externalId can be imported again: the same one changes nothing."
        })
final class ImportCommand extends ServerCommand {
    private static final String STDIN = "-";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to import; - is stdin.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--format", paramLabel = "NAME", description = "A CSV shape known by name: govuk.")
    private @Nullable String format;

    @Option(
            names = "--map",
            paramLabel = "COLUMN=FIELD[,FIELD…]",
            description = "Which fields a CSV column fills; columns named like a field need none.")
    private List<String> maps = new ArrayList<>();

    @Option(names = "--set", paramLabel = "FIELD=VALUE", description = "A field that is the same in every record.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--from-line", paramLabel = "N", description = "Skip the lines before this one.")
    private @Nullable Long fromLine;

    ImportCommand(Io io) {
        super(io);
    }

    @Override
    void run(RegistryHttp http) throws IOException {
        check();
        var importer = new Importer(io, http, System::nanoTime);
        for (String name : files) {
            try (ImportFile file = open(name)) {
                Importer.Result result = importer.send(file, query(), line -> again(name, line));
                io.line((files.size() > 1 ? name + ": " : "") + result);
            }
        }
    }

    private void check() {
        if (fromLine != null && (fromLine < 1 || files.size() > 1)) {
            throw wrong(fromLine < 1 ? "--from-line: lines count from 1" : "--from-line: name one file at a time");
        }
        for (String entry : maps) {
            requirePair("--map", entry);
        }
        for (String entry : sets) {
            requirePair("--set", entry);
        }
    }

    private void requirePair(String option, String entry) {
        if (entry.indexOf('=') < 1 || entry.contains(";")) {
            throw wrong(option + " " + entry + ": write one name=value, without a semicolon");
        }
    }

    private ImportFile open(String name) throws IOException {
        return name.equals(STDIN) ? ImportFile.of(io.in(), name, OptionalLong.empty()) : ImportFile.open(Path.of(name));
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        put(query, "format", format);
        if (!maps.isEmpty()) {
            query.put("map", String.join(";", maps));
        }
        if (!sets.isEmpty()) {
            query.put("set", String.join(";", sets));
        }
        if (fromLine != null) {
            query.put("fromLine", String.valueOf(fromLine));
        }
        return query;
    }

    /** The same import from a line on; without the token, which doesn't belong on a screen. */
    private String again(String name, long line) {
        var words = new ArrayList<>(List.of("evenkeel", "import"));
        if (format != null) {
            words.addAll(List.of("--format", format));
        }
        maps.forEach(entry -> words.addAll(List.of("--map", entry)));
        sets.forEach(entry -> words.addAll(List.of("--set", entry)));
        words.addAll(List.of("--from-line", String.valueOf(line)));
        registry.given().ifPresent(url -> words.addAll(List.of("--registry", url)));
        words.add(name);
        return String.join(" ", words.stream().map(ImportCommand::shellQuoted).toList());
    }

    private static String shellQuoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
