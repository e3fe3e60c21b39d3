package dev.evenkeel.server.registry;

import dev.evenkeel.server.platform.http.Handler;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;

/** Imports: picks how the body is read, by its media type or, without one that says, by its first character. */
final class ImportHandler implements Handler {
    private final Registry registry;

    ImportHandler(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Response handle(Request request) throws IOException, InterruptedException {
        var importer = new Importer(registry, DeploymentsApi.author(request, registry));
        return Response.json(200, importer.run(source(request)));
    }

    private RecordSource source(Request request) throws IOException {
        InputStream in = open(request);
        long fromLine = request.queryInt("fromLine").orElse(1);
        Defaults defaults = Defaults.imported(registry.ids());
        Optional<String> format = request.query("format");
        Form form = format.isPresent() ? Form.CSV : form(request, in);
        if (form != Form.CSV) {
            for (String parameter : new String[] {"map", "set"}) {
                if (request.query(parameter).isPresent()) {
                    throw ProblemException.badRequest("/" + parameter, "is for CSV; send it as text/csv");
                }
            }
        }
        return switch (form) {
            case LINES -> new NdjsonSource(in, defaults, fromLine);
            case ARRAY -> new JsonArraySource(in, defaults, fromLine);
            case CSV -> csv(request, new CsvRows(in), fromLine, defaults);
        };
    }

    private RecordSource csv(Request request, CsvRows rows, long fromLine, Defaults defaults) {
        if (request.query("format").isPresent()) {
            return new CsvSource(rows, fromLine, new GovukRows(rows.columns(), registry, defaults));
        }
        CsvMapping mapping = CsvMapping.of(
                rows.columns(),
                request.query("map").orElse(""),
                request.query("set").orElse(""));
        return new CsvSource(rows, fromLine, CsvSource.mapped(mapping, defaults));
    }

    private static InputStream open(Request request) throws IOException {
        try {
            return ImportInput.open(request.bodyStream());
        } catch (ZipException | EOFException e) {
            throw ProblemException.badRequest("", "the body begins like gzip but can't be unpacked");
        }
    }

    private static Form form(Request request, InputStream in) throws IOException {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/csv")) {
            return Form.CSV;
        }
        if (type.startsWith(Ndjson.TYPE)) {
            return Form.LINES;
        }
        int first = ImportInput.firstByte(in);
        if (first == '[') {
            return Form.ARRAY;
        }
        return first == '{' || first < 0 || type.startsWith("application/json") ? Form.LINES : Form.CSV;
    }

    private enum Form {
        LINES,
        ARRAY,
        CSV
    }
}
