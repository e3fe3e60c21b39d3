package dev.evenkeel.core.insight;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many records were left out of a number, by reason; reasons that left out none aren't mentioned. */
final class Exclusions {
    private final SortedMap<String, Long> counts = new TreeMap<>();

    Exclusions add(String reason, long count) {
        if (count > 0) {
            counts.put(reason, count);
        }
        return this;
    }

    SortedMap<String, Long> toMap() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
