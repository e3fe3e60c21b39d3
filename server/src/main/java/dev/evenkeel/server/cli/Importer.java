package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Sends files to a registry and says how it goes. */
final class Importer {
    private static final int SHOWN_ERRORS = 10;

    private final Io io;
    private final RegistryHttp http;
    private final LongSupplier nanoTime;

    Importer(Io io, RegistryHttp http, LongSupplier nanoTime) {
        this.io = io;
        this.http = http;
        this.nanoTime = nanoTime;
    }

    /** What the registry made of a file. */
    record Result(long received, long created, long updated, long unchanged, double seconds) {

        /** As in {@code 93,281 records: 93,281 new, 0 changed, 0 unchanged in 3.1 s (30,090/s)}. */
        @Override
        public String toString() {
            long rate = Math.round(received / Math.max(seconds, 0.001));
            return String.format(
                    Locale.ROOT,
                    "%,d %s: %,d new, %,d changed, %,d unchanged in %.1f s (%,d/s)",
                    received,
                    received == 1 ? "record" : "records",
                    created,
                    updated,
                    unchanged,
                    seconds,
                    rate);
        }
    }

    /**
     * Sends one file.
     *
     * @param continueCommand what to run to go on from a line
     * @throws CliException with the lines that are wrong
     */
    Result send(ImportFile file, Map<String, String> query, LongFunction<String> continueCommand) {
        var progress = new Progress(io, file, nanoTime);
        file.onProgress(progress::update);
        HttpResponse<byte[]> response;
        try {
            response = http.upload("/api/imports", query, file.contentType(), file.content());
        } finally {
            progress.end();
        }
        if (response.statusCode() >= 400) {
            throw failure(ServerProblem.of(response.statusCode(), response.body(), http.base()), continueCommand);
        }
        JsonNode result = http.answer(response).json();
        return new Result(
                result.path("received").asLong(),
                result.path("created").asLong(),
                result.path("updated").asLong(),
                result.path("unchanged").asLong(),
                progress.elapsedSeconds());
    }

    private static CliException failure(ServerProblem problem, LongFunction<String> continueCommand) {
        List<String> more = new ArrayList<>();
        problem.unsaid().stream().limit(SHOWN_ERRORS).forEach(error -> more.add("  " + error));
        int hidden = problem.unsaid().size() - SHOWN_ERRORS;
        if (hidden > 0) {
            more.add("  and " + hidden + " more");
        }
        problem.continueFrom()
                .ifPresent(line -> more.add("Correct that, then continue with: " + continueCommand.apply(line)));
        return new CliException(problem.message(), more);
    }
}
