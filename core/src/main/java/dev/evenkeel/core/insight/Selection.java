package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.RowCounts;
import dev.evenkeel.core.deployment.SeriesView;
import dev.evenkeel.core.deployment.Slice;
import dev.evenkeel.core.deployment.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The rows in scope of one service in one environment.
 *
 * @param slices oldest first; at least one, none empty
 */
record Selection(String service, String environment, List<Slice> slices) {
    /** About a millisecond's worth: handing work to other threads takes a twentieth of that. */
    private static final long MANY_ROWS = 500_000;

    /** What is in scope, sorted by service, then environment; series with nothing in scope are left out. */
    static List<Selection> of(TableView table, Scope scope) {
        List<Selection> selections = new ArrayList<>();
        long from = scope.fromMillis();
        long to = scope.toMillis();
        for (SeriesView series : table.series()) {
            if ((scope.service() == null || scope.service().equals(series.service()))
                    && (scope.environment() == null || scope.environment().equals(series.environment()))) {
                List<Slice> slices = series.between(from, to);
                if (!slices.isEmpty()) {
                    selections.add(new Selection(series.service(), series.environment(), slices));
                }
            }
        }
        return selections;
    }

    /** A row for each service, in order; on all cores where there is so much to read that it pays. */
    static <R> List<R> byService(TableView table, Scope scope, Function<List<Selection>, R> row) {
        List<List<Selection>> services = new ArrayList<>();
        String service = null;
        long rows = 0;
        for (Selection selection : of(table, scope)) {
            if (!selection.service().equals(service)) {
                services.add(new ArrayList<>());
                service = selection.service();
            }
            services.getLast().add(selection);
            for (Slice slice : selection.slices) {
                rows += slice.end() - slice.first();
            }
        }
        Stream<List<Selection>> stream = rows > MANY_ROWS ? services.parallelStream() : services.stream();
        return stream.map(row).toList();
    }

    /** Adds the rows to the counts. */
    void count(RowCounts counts) {
        for (Slice slice : slices) {
            counts.add(slice);
        }
    }
}
