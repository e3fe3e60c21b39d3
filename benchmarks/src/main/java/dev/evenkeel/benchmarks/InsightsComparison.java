package dev.evenkeel.benchmarks;

import dev.evenkeel.core.deployment.DeploymentTable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the insights beside DuckDB over the same records and prints one table, and what a record takes in memory: the
 * heap in use after a full collection with the table, less that without it.
 *
 * <p>Arguments: the numbers of records, by default 1000000 10000000.
 */
public final class InsightsComparison {
    private static final PrintStream OUT = System.out;

    private InsightsComparison() {}

    public static void main(String[] args) throws RunnerException, IOException {
        String[] sizes = args.length > 0 ? args : new String[] {"1000000", "10000000"};
        Map<String, Statistics> ours = run(InsightsBenchmark.class, sizes);
        Map<String, Statistics> theirs = run(DuckDbBenchmark.class, sizes);
        OUT.printf("%n%-36s %10s %10s %12s %12s %8s%n", "", "p50 ms", "p99 ms", "DuckDB p50", "DuckDB p99", "p50 ×");
        ours.forEach((name, mine) -> {
            Statistics duck = theirs.get(name);
            if (duck != null) {
                OUT.printf(
                        Locale.ROOT,
                        "%-36s %10.2f %10.2f %12.1f %12.1f %8.0f%n",
                        name,
                        mine.getPercentile(50),
                        mine.getPercentile(99),
                        duck.getPercentile(50),
                        duck.getPercentile(99),
                        duck.getPercentile(50) / mine.getPercentile(50));
            }
        });
        for (String size : sizes) {
            printMemory(Integer.parseInt(size));
        }
    }

    private static Map<String, Statistics> run(Class<?> benchmark, String[] sizes) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmark.getName().replace(".", "\\.") + "\\.")
                        .param("records", sizes)
                        .build())
                .run();
        Map<String, Statistics> byName = new LinkedHashMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark().replaceAll(".*\\.", "");
            byName.put(
                    name + " " + result.getParams().getParam("records"),
                    result.getPrimaryResult().getStatistics());
        }
        return byName;
    }

    private static void printMemory(int records) throws IOException {
        SampleFleet fleet = SampleFleet.read();
        long before = heapInUse();
        DeploymentTable table = new DeploymentTable();
        fleet.generate(records, table::apply);
        long bytes = heapInUse() - before;
        OUT.printf(
                Locale.ROOT,
                "%,d records: %.1f bytes a record on the heap, %.1f by the table's own estimate%n",
                table.size(),
                (double) bytes / records,
                (double) table.memoryBytes() / records);
    }

    private static long heapInUse() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            runtime.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
