package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.Block;
import dev.evenkeel.core.deployment.Durations;
import dev.evenkeel.core.deployment.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exact quantiles of lead times that are spread over many sorted blocks, without merging them.
 *
 * <p>Every block has a sample of every 64th of its lead times. From all samples two values are taken between which the
 * wanted one most probably is; what is below the first is counted by a search in each block, what is between them is
 * gathered, and the wanted one selected there. When it isn't there, the bracket is widened.
 */
final class Quantiles {
    private final List<Durations> runs = new ArrayList<>();

    /** The lead times of blocks that are only partly in scope, or small: in no order. */
    private long[] loose = new long[64];

    private int looseSize;
    private long size;
    private double sum;
    private long[] samples = {};
    private boolean ready;

    /** Samples before this one aren't larger, those behind it not smaller. */
    private int lastSample;

    /** The values between the ends of the last bracket; what is asked for next is often there too. */
    private long[] gathered = {};

    private int gatheredSize;

    /** How many values were below the bracket, and how many were not above its lower end. */
    private long below;

    private long belowGathered;

    /** Adds the lead times of a slice. */
    void add(Slice slice) {
        Durations durations = slice.block().durations();
        if (slice.isWhole() && durations.leads() >= Durations.STRIDE) {
            runs.add(durations);
            size += durations.leads();
            sum += durations.leadSum();
        } else {
            addLoose(slice.block(), slice.first(), slice.end());
        }
    }

    /** The sum of all lead times in milliseconds, exact below 2⁵³. */
    double sum() {
        return sum;
    }

    /** The lead time with {@code rank} (from 0, less than the size) before it in ascending order. */
    long get(long rank) {
        prepare();
        if (rank >= belowGathered && rank < belowGathered + gatheredSize) {
            return Statistics.select(gathered, 0, gatheredSize, (int) (rank - belowGathered));
        }
        // Each block's share of a rank is known to within a stride, evenly spread: its deviation is 0.29 of one.
        double deviation = 1 + Math.sqrt(0.085 * runs.size() + 0.25 * looseSize / Durations.STRIDE);
        for (double margin = 3 * deviation; ; margin *= 8) {
            double centre = (double) rank / size * samples.length;
            int low = (int) Math.floor(centre - margin);
            int high = (int) Math.ceil(centre + margin);
            // A value beyond all others on each side, should the samples not reach that far.
            long from = low < 0 ? -1 : sample(low);
            long to = high >= samples.length ? Long.MAX_VALUE : sample(high);
            gather(from, to);
            if (rank >= below && rank < belowGathered) {
                return from;
            }
            if (rank >= belowGathered && rank < belowGathered + gatheredSize) {
                return Statistics.select(gathered, 0, gatheredSize, (int) (rank - belowGathered));
            }
        }
    }

    /** A sample by rank; the search goes on from the last one. */
    private long sample(int rank) {
        int start = rank < lastSample ? 0 : lastSample;
        int end = rank < lastSample ? lastSample : samples.length;
        lastSample = rank;
        return Statistics.select(samples, start, end, rank);
    }

    private void addLoose(Block block, int first, int end) {
        if (looseSize + end - first > loose.length) {
            loose = Arrays.copyOf(loose, Math.max(2 * loose.length, looseSize + end - first));
        }
        int before = looseSize;
        long looseSum = 0;
        for (int row = first; row < end; row++) {
            if (block.hasLeadTime(row)) {
                long leadTime = block.leadTime(row);
                loose[looseSize++] = leadTime;
                looseSum += leadTime;
            }
        }
        size += looseSize - before;
        sum += looseSum;
    }

    private void prepare() {
        if (ready) {
            return;
        }
        ready = true;
        int count = looseSize / Durations.STRIDE;
        for (Durations run : runs) {
            count += run.sampleCount();
        }
        samples = new long[count];
        int at = 0;
        for (Durations run : runs) {
            run.copySamples(samples, at);
            at += run.sampleCount();
        }
        for (int i = 0; at < count; i++) {
            samples[at++] = loose[i * Durations.STRIDE];
        }
    }

    /** Gathers the values between two, and counts those below {@code from} and those not above it. */
    private void gather(long from, long to) {
        below = 0;
        belowGathered = 0;
        gatheredSize = 0;
        for (Durations run : runs) {
            int i = run.leadsBelow(from);
            below += i;
            if (i < run.leads() && run.lead(i) == from) {
                i = run.leadsBelow(from + 1);
            }
            belowGathered += i;
            for (; i < run.leads() && run.lead(i) < to; i++) {
                gather(run.lead(i));
            }
        }
        // Without branches on what can't be foreseen: few values are between the two, half of them are below.
        for (int i = 0; i < looseSize; i++) {
            below += (loose[i] - from) >>> 63;
            belowGathered += (loose[i] - from - 1) >>> 63;
        }
        for (int i = 0; i < looseSize; i++) {
            if (loose[i] > from && loose[i] < to) {
                gather(loose[i]);
            }
        }
    }

    private void gather(long value) {
        if (gatheredSize == gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(256, gatheredSize * 2));
        }
        gathered[gatheredSize++] = value;
    }
}
