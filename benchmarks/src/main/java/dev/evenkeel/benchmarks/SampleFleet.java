package dev.evenkeel.benchmarks;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * As many deployments as wanted, in the shape of a real year: the services, environments, hours and weekdays of
 * GOV.UK's 2025, repeated with a shift of whole weeks over up to five more years, some minutes earlier or later, each
 * repetition with versions of its own. Durations, failures and flaws, which the real file has none of, are drawn:
 * log-normal with a median of 2 to 10 minutes depending on the service, 4 % failed, 1.5 % rolled back, 0.6 % flawed.
 * The same number of records is always the same records.
 */
public final class SampleFleet {
    private static final Path FILE = Path.of("examples/govuk/deployments-2025.csv.gz");
    private static final int MOST_WEEKS = 260;
    private static final long WEEK = 7 * 86_400_000L;
    private static final int JITTER = 3_600_000;
    private static final int BATCH = 10_000;

    /** Bits for a record's number beside its time. */
    private static final int NUMBER_BITS = 24;

    private final List<Sample> samples;

    private SampleFleet(List<Sample> samples) {
        this.samples = samples;
    }

    /** Reads the real year, from the project's folder or one below. */
    public static SampleFleet read() throws IOException {
        Path file = Files.exists(FILE) ? FILE : Path.of("..").resolve(FILE);
        List<Sample> samples = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(",", -1);
                samples.add(new Sample(Instant.parse(fields[0]).toEpochMilli(), fields[1], fields[2], fields[3]));
            }
        }
        return new SampleFleet(samples);
    }

    /** Makes records in the order of their start, in batches of 10,000. */
    public void generate(int records, Consumer<List<Deployment>> sink) {
        if (records >= 1 << NUMBER_BITS) {
            throw new IllegalArgumentException("at most " + (1 << NUMBER_BITS) + " records, not " + records);
        }
        long first = samples.getFirst().deployedAt();
        long[] order = new long[records];
        for (int number = 0; number < records; number++) {
            order[number] = (startedAt(number) - first) << NUMBER_BITS | number;
        }
        Arrays.sort(order);
        List<Deployment> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < records; i++) {
            int number = (int) order[i] & ((1 << NUMBER_BITS) - 1);
            batch.add(deployment(number, (order[i] >> NUMBER_BITS) + first));
            if (batch.size() == BATCH || i == records - 1) {
                sink.accept(batch);
                batch = new ArrayList<>(BATCH);
            }
        }
    }

    private long startedAt(int number) {
        int repetition = number / samples.size();
        long shift =
                repetition == 0 ? 0 : repetition % MOST_WEEKS * WEEK + new SplittableRandom(number).nextInt(JITTER);
        return samples.get(number % samples.size()).deployedAt() + shift;
    }

    private Deployment deployment(int number, long startedAt) {
        Sample sample = samples.get(number % samples.size());
        SplittableRandom random = new SplittableRandom(~number);
        Status status = status(random.nextDouble());
        double median = 120_000 + Math.floorMod(sample.service().hashCode(), 480_000);
        long duration = (long) (median * Math.exp(0.7 * random.nextGaussian()));
        double flaw = random.nextDouble();
        if (flaw < 0.001) {
            duration = -duration;
        }
        Instant finishedAt = !status.isEnd() || flaw > 0.995 ? null : Instant.ofEpochMilli(startedAt + duration);
        return Deployment.of(
                        id(number),
                        sample.service(),
                        version(sample.version(), number / samples.size()),
                        sample.environment())
                .status(status)
                .startedAt(Instant.ofEpochMilli(startedAt))
                .finishedAt(finishedAt)
                .rollbackOf(rollbackOf(random, number))
                .build();
    }

    private @Nullable String rollbackOf(SplittableRandom random, int number) {
        return number > 0 && random.nextDouble() < 0.017 ? id(number - 1) : null;
    }

    private static Status status(double draw) {
        if (draw < 0.04) {
            return Status.FAILED;
        }
        if (draw < 0.055) {
            return Status.ROLLED_BACK;
        }
        return draw < 0.0551 ? Status.DEPLOYING : Status.SUCCEEDED;
    }

    private static String id(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    private static String version(String version, int repetition) {
        if (repetition == 0) {
            return version;
        }
        String mark = Integer.toHexString(repetition);
        return version.length() == 40 ? version.substring(mark.length()) + mark : version + "." + mark;
    }

    private record Sample(long deployedAt, String service, String environment, String version) {}
}
