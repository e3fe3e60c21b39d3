package dev.evenkeel.core.deployment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one service in one environment, in segments in the order of time; the writer's side of it. */
final class Series {
    private final Key key;
    private final Segments all;
    private final List<Segment> segments = new ArrayList<>();
    private @Nullable SeriesView view;

    Series(Key key, Segments all) {
        this.key = key;
        this.all = all;
    }

    /** Puts a row where it belongs. */
    Segment add(Row row) {
        view = null;
        int at = indexFor(row);
        if (at < 0) {
            return insert(0, single(row));
        }
        Segment segment = all.open(segments.get(at));
        if (segment.size() == all.capacity()) {
            // Behind everything or before everything: begin another segment, so that loads in order fill them.
            if (at == segments.size() - 1 && segment.isBefore(row)) {
                return insert(at + 1, single(row));
            }
            if (at == 0 && segment.isAfter(row)) {
                return insert(0, single(row));
            }
            Segment upper = insert(at + 1, all.split(segment));
            segment = upper.isAfter(row) ? segment : upper;
        }
        segment.add(row);
        return segment;
    }

    /** Takes a row out. */
    void remove(long id, Segment segment) {
        view = null;
        all.open(segment).draft().remove(id);
    }

    /** Takes a segment out in which nothing is left. */
    void remove(Segment segment) {
        segments.remove(segment);
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** The sealed rows, for readers. */
    SeriesView view() {
        if (view == null) {
            Block[] blocks = new Block[segments.size()];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = segments.get(i).block();
            }
            view = new SeriesView(key.service(), key.environment(), blocks);
        }
        return view;
    }

    /** Where the last segment is that doesn't come after the row, or else the first; −1 when there is none. */
    private int indexFor(Row row) {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).isAfter(row)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return segments.isEmpty() ? -1 : Math.max(0, low - 1);
    }

    private Segment insert(int at, Segment segment) {
        segments.add(at, segment);
        return segment;
    }

    private Segment single(Row row) {
        Draft draft = new Draft(1);
        draft.add(row);
        return all.create(this, draft);
    }

    /** What names a series; in the order of answers. */
    record Key(String service, String environment) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = service.compareTo(other.service);
            return order != 0 ? order : environment.compareTo(other.environment);
        }
    }
}
