package dev.evenkeel.server.chaos.experiment;

import java.util.List;

/** A document is no experiment that can be run; it names every place that is wrong. */
public final class InvalidExperimentException extends Exception {
    private final transient List<String> problems;

    InvalidExperimentException(List<String> problems) {
        super(String.join("\n", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** One line each, beginning with the place. */
    public List<String> problems() {
        return problems;
    }
}
