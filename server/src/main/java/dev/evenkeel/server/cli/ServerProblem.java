package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * An error that a server answered (RFC 9457), in words.
 *
 * @param errors the fields or lines that are wrong
 * @param continueFrom the line an import can go on from
 */
record ServerProblem(int status, String message, List<String> errors, OptionalLong continueFrom) {

    static ServerProblem of(int status, byte[] body, URI base) {
        JsonNode problem = parse(body);
        if (!problem.path("detail").isTextual() && !problem.path("title").isTextual()) {
            String message = base + " answered " + status
                    + " without saying why: check that --registry names an Evenkeel server";
            return new ServerProblem(status, message, List.of(), OptionalLong.empty());
        }
        String detail = problem.path("detail").asText(problem.path("title").asText());
        if (status == 401 || status == 403) {
            detail += " (give a token with --token or EVENKEEL_TOKEN; 'evenkeel token create' makes one)";
        }
        JsonNode line = problem.path("continueFromLine");
        return new ServerProblem(
                status,
                oneLine(detail),
                errors(problem.path("errors")),
                line.isIntegralNumber() ? OptionalLong.of(line.asLong()) : OptionalLong.empty());
    }

    /** All of it in one line. */
    CliException asException() {
        List<String> unsaid = unsaid();
        return new CliException(unsaid.isEmpty() ? message : message + " (" + String.join("; ", unsaid) + ")");
    }

    /** The errors that the message doesn't tell already. */
    List<String> unsaid() {
        return errors.stream()
                .filter(error -> !message.contains(error.substring(error.indexOf(": ") + 2)))
                .toList();
    }

    private static List<String> errors(JsonNode errors) {
        List<String> texts = new ArrayList<>();
        for (JsonNode error : errors) {
            String field = error.path("pointer").asText().replaceFirst("^/", "");
            String place =
                    error.has("line") ? "line " + error.path("line").asLong() + (field.isEmpty() ? "" : ", ") : "";
            texts.add(oneLine(place + field + ": " + error.path("message").asText()));
        }
        return texts;
    }

    private static String oneLine(String text) {
        return Cells.clean(text.strip());
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            return Json.mapper().createObjectNode();
        }
    }
}
