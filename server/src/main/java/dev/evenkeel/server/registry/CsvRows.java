package dev.evenkeel.server.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.evenkeel.server.platform.http.ProblemException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CSV file (RFC 4180) with a header: its columns, then its rows. */
final class CsvRows {
    private static final int LONGEST_CELL = 1 << 16;

    private final CsvParser parser;
    private final List<String> columns;
    private long line;

    /** @throws ProblemException when there is no header that can be used */
    CsvRows(InputStream in) throws IOException {
        CsvFactory factory = CsvFactory.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_CELL)
                        .build())
                .build();
        parser = factory.createParser(in);
        // The rows come wrapped in one array of them all.
        parser.nextToken();
        columns = header();
    }

    private List<String> header() throws IOException {
        List<String> header;
        try {
            header = next();
        } catch (MalformedException e) {
            throw ProblemException.badRequest("", "the CSV header " + e.getMessage());
        }
        if (header == null) {
            throw ProblemException.badRequest("", "the CSV file is empty; its first line must name the columns");
        }
        List<String> names = header.stream().map(String::strip).toList();
        if (new HashSet<>(names).size() < names.size()) {
            throw ProblemException.badRequest("", "the CSV header names a column twice: " + names);
        }
        return names;
    }

    List<String> columns() {
        return columns;
    }

    /** The line on which the last row begins. */
    long line() {
        return line;
    }

    /**
     * The cells of the next row, null behind the last.
     *
     * @throws MalformedException when the rest can't be read
     */
    @Nullable
    List<String> next() throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            List<String> cells = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                if (cells.isEmpty()) {
                    line = parser.currentTokenLocation().getLineNr();
                }
                cells.add(parser.getText());
            }
            return cells;
        } catch (JsonProcessingException e) {
            line++;
            throw new MalformedException("is not CSV: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            line++;
            throw new MalformedException("is not UTF-8");
        }
    }

    /** The file can't be read from here on. */
    static final class MalformedException extends IOException {
        MalformedException(String message) {
            super(message);
        }
    }
}
