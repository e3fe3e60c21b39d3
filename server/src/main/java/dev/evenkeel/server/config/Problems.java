package dev.evenkeel.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while the configuration is read, so that all of it can be said at once. */
final class Problems {
    private record Problem(Place place, String message) {}

    private final List<Problem> problems = new ArrayList<>();

    void add(Place place, String message) {
        problems.add(new Problem(place, message));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** In the order of the file, then of the variables and options. */
    List<String> messages() {
        return problems.stream()
                .sorted(Comparator.comparing((Problem p) -> p.place().layer())
                        .thenComparingInt(p -> p.place().line())
                        .thenComparingInt(p -> p.place().column()))
                .map(p -> p.place() + ": " + p.message())
                .distinct()
                .toList();
    }
}
