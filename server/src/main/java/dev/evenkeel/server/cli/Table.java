package dev.evenkeel.server.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns, made to fit a width where that leaves them readable. */
final class Table {
    private static final String GAP = "  ";
    private static final String CUT = "…";

    /** How a column is laid out, and what it gives up when the line is too long. */
    enum Fit {
        /** Texts, cut at the end down to the given width. */
        LEFT(10),
        /** Numbers, never cut. */
        RIGHT(Integer.MAX_VALUE),
        /** A series in time, cut at its old end, before anything else is cut. */
        SERIES(14);

        private final int least;

        Fit(int least) {
            this.least = least;
        }
    }

    private record Column(String header, Fit fit) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    Table column(String header, Fit fit) {
        columns.add(new Column(header, fit));
        return this;
    }

    Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * The header and the rows.
     *
     * @param width how many columns of text a line may have
     */
    List<String> lines(int width) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            int widest =
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
            widths[i] = Math.max(widest, length(columns.get(i).header()));
        }
        int spare = width - GAP.length() * (widths.length - 1);
        shrink(widths, spare, Fit.SERIES);
        shrink(widths, spare, Fit.LEFT);
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::header).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    /** Takes from the widest column of a kind until the line fits or each is as narrow as it may be. */
    private void shrink(int[] widths, int spare, Fit fit) {
        while (Arrays.stream(widths).sum() > spare) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean may = columns.get(i).fit() == fit && widths[i] > fit.least;
                if (may && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Fit fit = columns.get(i).fit();
            String cell = cut(cells.get(i), widths[i], fit);
            String padding = " ".repeat(widths[i] - length(cell));
            line.append(i == 0 ? "" : GAP).append(fit == Fit.RIGHT ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width, Fit fit) {
        int length = length(cell);
        if (length <= width) {
            return cell;
        }
        if (fit == Fit.SERIES) {
            return CUT + cell.substring(cell.offsetByCodePoints(0, length - width + 1));
        }
        return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + CUT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
