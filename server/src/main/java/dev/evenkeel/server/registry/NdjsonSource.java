package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import dev.evenkeel.server.platform.json.DeploymentJson;
import dev.evenkeel.server.platform.json.DeploymentJson.Mode;
import dev.evenkeel.server.platform.json.Json;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; empty lines are skipped. A line that isn't JSON doesn't keep the next from being read. */
final class NdjsonSource implements RecordSource {
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final Defaults defaults;
    private final long fromLine;
    private final byte[] buffer = new byte[1 << 16];
    private byte[] line = new byte[4096];
    private int start;
    private int end;
    private int length;
    private long number;

    NdjsonSource(InputStream in, Defaults defaults, long fromLine) {
        this.in = in;
        this.defaults = defaults;
        this.fromLine = fromLine;
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (readLine()) {
            if (number >= fromLine && !isBlank()) {
                return length > LONGEST_LINE
                        ? Row.broken(number, "is longer than " + LONGEST_LINE + " bytes")
                        : parse();
            }
        }
        return null;
    }

    private Row parse() throws IOException {
        try (JsonParser parser = Json.factory().createParser(line, 0, length)) {
            parser.nextToken();
            Row row = Row.of(number, DeploymentJson.read(parser, Mode.STRICT, defaults));
            return parser.nextToken() == null
                    ? row
                    : Row.broken(number, "must hold one JSON object and nothing behind it");
        } catch (StreamConstraintsException e) {
            return Row.broken(number, "is nested too deeply or has too long a number or name");
        } catch (JsonProcessingException e) {
            return Row.broken(number, "is not JSON: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            return Row.broken(number, "is not UTF-8");
        }
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Reads up to the next line feed; of a line that is too long only the beginning. */
    private boolean readLine() throws IOException {
        length = 0;
        boolean any = false;
        while (true) {
            if (start == end) {
                start = 0;
                end = Math.max(0, in.read(buffer));
                if (end == 0) {
                    number += any ? 1 : 0;
                    return any;
                }
            }
            any = true;
            int stop = start;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            append(stop);
            if (stop < end) {
                start = stop + 1;
                number++;
                return true;
            }
            start = stop;
        }
    }

    private void append(int stop) {
        if (length > LONGEST_LINE) {
            return;
        }
        int more = stop - start;
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
        }
        System.arraycopy(buffer, start, line, length, more);
        length += more;
    }
}
