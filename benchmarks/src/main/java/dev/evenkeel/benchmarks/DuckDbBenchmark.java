package dev.evenkeel.benchmarks;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.insight.Scope;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same questions as {@link InsightsBenchmark} to DuckDB over the same records, in memory, with all its threads;
 * exact quantiles, as ours are. It is spared the zero-filling of buckets, the intervals and the reasons of exclusion.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 5)
public class DuckDbBenchmark {
    @Param({"1000000", "10000000"})
    public int records;

    private @Nullable DuckDBConnection connection;

    /** Fills an in-memory database. */
    @Setup
    public void fill() throws SQLException, IOException {
        DuckDBConnection opened = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        connection = opened;
        try (Statement statement = opened.createStatement()) {
            statement.execute("create table deployments (id varchar, service varchar, environment varchar,"
                    + " version varchar, status varchar, started_at timestamp_ms, finished_at timestamp_ms,"
                    + " rollback_of varchar)");
        }
        try (DuckDBAppender appender = opened.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "deployments")) {
            SampleFleet.read().generate(records, batch -> append(appender, batch));
        }
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    @Benchmark
    public int frequencyWeek() throws SQLException {
        return rows(frequency("week"));
    }

    @Benchmark
    public int frequencyDay() throws SQLException {
        return rows(frequency("day"));
    }

    @Benchmark
    public int leadTime() throws SQLException {
        return rows(leadTime(Scope.ALL));
    }

    @Benchmark
    public int leadTimeRange() throws SQLException {
        return rows(leadTime(InsightsBenchmark.RANGE));
    }

    @Benchmark
    public int leadTimeRangeOfService() throws SQLException {
        return rows(leadTime(InsightsBenchmark.SERVICE));
    }

    @Benchmark
    public int failureRate() throws SQLException {
        return rows("select service, environment,"
                + " count(*) filter (status in ('Succeeded', 'Failed', 'RolledBack')),"
                + " count(*) filter (status = 'Failed'), count(*) filter (status = 'RolledBack'),"
                + " count(*) filter (status in ('Succeeded', 'Failed', 'RolledBack') and rollback_of is not null)"
                + " from deployments group by 1, 2 order by 1, 2");
    }

    @Benchmark
    public int latest() throws SQLException {
        return rows("select service, environment, arg_max(version, coalesce(finished_at, started_at))"
                + " from deployments where status = 'Succeeded' group by 1, 2 order by 1, 2");
    }

    private static String frequency(String interval) {
        return "select service, date_trunc('" + interval
                + "', (started_at::timestamp at time zone 'UTC') at time zone '"
                + InsightsBenchmark.ZONE + "') as bucket, count(*) filter (status = 'Succeeded'),"
                + " count(*) filter (status = 'Failed'), count(*) filter (status = 'RolledBack')"
                + " from deployments group by 1, 2 order by 1, 2";
    }

    private static String leadTime(Scope scope) {
        String where = "status = 'Succeeded' and finished_at >= started_at";
        if (scope.from() != null && scope.to() != null) {
            where += " and started_at >= '%s'::timestamp and started_at < '%s'::timestamp"
                    .formatted(local(scope.from()), local(scope.to()));
        }
        if (scope.service() != null) {
            where += " and service = '" + scope.service() + "'";
        }
        return "select service, count(*), avg(ms), median(ms), quantile_disc(ms, 0.9) from (select service,"
                + " epoch_ms(finished_at) - epoch_ms(started_at) as ms from deployments where " + where
                + ") group by 1 order by 1";
    }

    private int rows(String query) throws SQLException {
        if (connection == null) {
            throw new IllegalStateException("not filled yet");
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int rows = 0;
            while (result.next()) {
                rows++;
            }
            if (rows == 0) {
                throw new IllegalStateException("no rows from " + query);
            }
            return rows;
        }
    }

    private static void append(DuckDBAppender appender, List<Deployment> batch) {
        try {
            for (Deployment each : batch) {
                appender.beginRow();
                appender.append(each.id());
                appender.append(each.serviceName());
                appender.append(each.environment());
                appender.append(each.version());
                appender.append(each.status().label());
                appender.append(local(each.startedAt()));
                appender.append(each.finishedAt() == null ? null : local(each.finishedAt()));
                appender.append(each.rollbackOf());
                appender.endRow();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LocalDateTime local(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
