package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.server.platform.json.DeploymentJson.Mode;
import dev.evenkeel.server.platform.json.Json;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One JSON array of objects. All of it may be on one line, so each element counts as one. */
final class JsonArraySource implements RecordSource {
    private final JsonParser parser;
    private final Defaults defaults;
    private final long fromLine;
    private long element;
    private boolean over;

    JsonArraySource(InputStream in, Defaults defaults, long fromLine) throws IOException {
        parser = Json.factory().createParser(in);
        this.defaults = defaults;
        this.fromLine = fromLine;
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (over) {
            return null;
        }
        try {
            return read();
        } catch (StreamConstraintsException e) {
            return broken("is nested too deeply or has too long a number or name");
        } catch (JsonProcessingException e) {
            return broken("is not JSON: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            return broken("is not UTF-8");
        }
    }

    private @Nullable Row read() throws IOException {
        if (element == 0 && parser.nextToken() != JsonToken.START_ARRAY) {
            return broken("must be an array of deployments");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element++;
            if (parser.currentToken() == null) {
                return broken("is missing: the array is cut off");
            }
            if (element >= fromLine) {
                return Row.of(element, DeploymentJson.read(parser, Mode.STRICT, defaults));
            }
            parser.skipChildren();
        }
        over = true;
        return parser.nextToken() == null ? null : broken("must be the last: there is something behind the array");
    }

    private Row broken(String message) {
        over = true;
        return Row.broken(Math.max(1, element), message);
    }
}
