package dev.evenkeel.core.deployment;

import java.util.ArrayList;
import java.util.List;

/** The rows of one service in one environment at one moment. */
public final class SeriesView {
    private final String service;
    private final String environment;
    private final Block[] blocks;

    SeriesView(String service, String environment, Block[] blocks) {
        this.service = service;
        this.environment = environment;
        this.blocks = blocks;
    }

    public String service() {
        return service;
    }

    public String environment() {
        return environment;
    }

    /**
     * The rows that started in a range, oldest first.
     *
     * @param from the first millisecond, inclusive
     * @param to the end, exclusive
     * @return none of the slices is empty
     */
    public List<Slice> between(long from, long to) {
        List<Slice> slices = new ArrayList<>(blocks.length);
        for (Block block : blocks) {
            int size = block.size();
            if (block.startedAt(size - 1) >= from && block.startedAt(0) < to) {
                int first = block.startedAt(0) >= from ? 0 : block.firstNotBefore(from, 0);
                int end = block.startedAt(size - 1) < to ? size : block.firstNotBefore(to, first);
                if (first < end) {
                    slices.add(new Slice(block, first, end));
                }
            }
        }
        return slices;
    }

    long firstStartedAt() {
        return blocks[0].startedAt(0);
    }

    long lastStartedAt() {
        Block last = blocks[blocks.length - 1];
        return last.startedAt(last.size() - 1);
    }
}
