package dev.evenkeel.benchmarks;

import dev.evenkeel.core.deployment.DeploymentTable;
import dev.evenkeel.core.insight.FailureRate;
import dev.evenkeel.core.insight.Frequency;
import dev.evenkeel.core.insight.Frequency.Interval;
import dev.evenkeel.core.insight.Latest;
import dev.evenkeel.core.insight.LeadTime;
import dev.evenkeel.core.insight.Scope;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Each insight over all records, and over a part of them, one thread. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 3)
public class InsightsBenchmark {
    static final ZoneId ZONE = ZoneId.of("Europe/London");

    /** A cut within days, so that blocks are cut too. */
    static final Instant FROM = Instant.parse("2025-06-15T10:30:00Z");

    static final Instant TO = Instant.parse("2029-09-15T15:45:00Z");
    static final Scope RANGE = new Scope(null, null, FROM, TO);
    static final Scope SERVICE = new Scope("whitehall", null, FROM, TO);

    private static final Instant AS_OF = Instant.parse("2040-01-01T00:00:00Z");

    @Param({"1000000", "10000000"})
    public int records;

    private DeploymentTable table = new DeploymentTable();

    /** Fills the table. */
    @Setup
    public void fill() throws IOException {
        table = new DeploymentTable();
        SampleFleet.read().generate(records, table::apply);
    }

    @Benchmark
    public Frequency.Result frequencyWeek() {
        return Frequency.compute(table, Scope.ALL, Interval.WEEK, ZONE, AS_OF);
    }

    @Benchmark
    public Frequency.Result frequencyDay() {
        return Frequency.compute(table, Scope.ALL, Interval.DAY, ZONE, AS_OF);
    }

    @Benchmark
    public List<LeadTime.Row> leadTime() {
        return LeadTime.compute(table, Scope.ALL);
    }

    @Benchmark
    public List<FailureRate.Row> failureRate() {
        return FailureRate.compute(table, Scope.ALL);
    }

    @Benchmark
    public List<Latest.Row> latest() {
        return Latest.compute(table, Scope.ALL);
    }

    @Benchmark
    public List<LeadTime.Row> leadTimeRange() {
        return LeadTime.compute(table, RANGE);
    }

    @Benchmark
    public List<LeadTime.Row> leadTimeRangeOfService() {
        return LeadTime.compute(table, SERVICE);
    }
}
