package dev.evenkeel.server.chaos.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a backend breaks at the end of its life. */
public enum Crash {
    /** Answers 500 on every path; the process lives on. */
    ERROR("500"),

    /** The process ends. */
    EXIT("exit"),

    /** Takes connections and requests and answers none; the process lives on. */
    HANG("hang"),

    /** Fills its memory while it still answers, then {@link #ERROR}. */
    LEAK("leak");

    private final String label;

    Crash(String label) {
        this.label = label;
    }

    /** As the command line names it. */
    public String label() {
        return label;
    }

    /**
     * Reads one label, several with commas between them, or {@code mixed} for all.
     *
     * @return never empty
     * @throws IllegalArgumentException naming what there is
     */
    public static List<Crash> parse(String text) {
        if (text.equals("mixed")) {
            return List.of(values());
        }
        List<Crash> crashes = new ArrayList<>();
        for (String label : text.split(",", -1)) {
            crashes.add(one(label));
        }
        return List.copyOf(crashes);
    }

    private static Crash one(String label) {
        for (Crash crash : values()) {
            if (crash.label.equals(label)) {
                return crash;
            }
        }
        throw new IllegalArgumentException("\"" + label + "\" is no crash; there are "
                + Arrays.stream(values()).map(Crash::label).collect(Collectors.joining(", ")) + " and mixed");
    }
}
