package dev.evenkeel.core.deployment;

/**
 * Neighbouring rows of a block.
 *
 * @param first the first row
 * @param end the row behind the last one, greater than {@code first}
 */
public record Slice(Block block, int first, int end) {

    /** Whether it is the whole block, so that what the block knows about itself holds for the slice. */
    public boolean isWhole() {
        return first == 0 && end == block.size();
    }
}
