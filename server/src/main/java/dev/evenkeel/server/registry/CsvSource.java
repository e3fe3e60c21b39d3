package dev.evenkeel.server.registry;

import dev.evenkeel.server.platform.json.DeploymentDraft;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CSV file, each row read by {@link RowReader}. */
final class CsvSource implements RecordSource {
    private final CsvRows rows;
    private final long fromLine;
    private final RowReader reader;
    private boolean over;

    /** Makes a record of the cells of a row; there are as many as columns. */
    @FunctionalInterface
    interface RowReader {
        Row read(long line, List<String> cells) throws IOException;
    }

    CsvSource(CsvRows rows, long fromLine, RowReader reader) {
        this.rows = rows;
        this.fromLine = fromLine;
        this.reader = reader;
    }

    /** Rows whose columns become fields as the mapping says. */
    static RowReader mapped(CsvMapping mapping, Defaults defaults) {
        return (line, cells) -> {
            var draft = new DeploymentDraft();
            for (int column = 0; column < cells.size(); column++) {
                for (String field : mapping.fields().get(column)) {
                    draft.cell(field, cells.get(column));
                }
            }
            mapping.constants().forEach(draft::cell);
            return Row.of(line, draft.finish(defaults));
        };
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            while (!over) {
                List<String> cells = rows.next();
                if (cells == null) {
                    over = true;
                } else if (rows.line() >= fromLine) {
                    return read(cells);
                }
            }
            return null;
        } catch (CsvRows.MalformedException e) {
            over = true;
            return Row.broken(rows.line(), String.valueOf(e.getMessage()));
        }
    }

    private Row read(List<String> cells) throws IOException {
        int columns = rows.columns().size();
        return cells.size() == columns
                ? reader.read(rows.line(), cells)
                : Row.broken(
                        rows.line(), "has " + cells.size() + " cells where the header has " + columns + " columns");
    }
}
