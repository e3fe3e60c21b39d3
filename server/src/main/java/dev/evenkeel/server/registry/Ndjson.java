package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.util.Locale;

/** Answers of many values: as lines of JSON, or as one array. */
final class Ndjson {
    static final String TYPE = "application/x-ndjson";

    private Ndjson() {}

    /** Writes the values, one after the other. */
    @FunctionalInterface
    interface Values {
        void writeTo(JsonGenerator out) throws IOException;
    }

    static boolean isWanted(Request request) {
        return request.header("Accept")
                .map(accept -> accept.toLowerCase(Locale.ROOT).contains(TYPE))
                .orElse(false);
    }

    static Response stream(boolean lines, Values values) {
        return lines ? lines(values) : array(values);
    }

    static Response lines(Values values) {
        return Response.stream(200, TYPE, stream -> {
            JsonGenerator out = Json.factory().createGenerator(stream).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.setRootValueSeparator(new SerializedString("\n"));
            values.writeTo(out);
            boolean any = out.getOutputContext().getEntryCount() > 0;
            if (any) {
                out.writeRaw('\n');
            }
            out.close();
        });
    }

    private static Response array(Values values) {
        return Response.stream(200, "application/json", stream -> {
            JsonGenerator out = Json.factory().createGenerator(stream).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartArray();
            values.writeTo(out);
            out.writeEndArray();
            out.close();
        });
    }
}
