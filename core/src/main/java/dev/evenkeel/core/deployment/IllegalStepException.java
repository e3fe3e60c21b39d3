package dev.evenkeel.core.deployment;

import java.util.stream.Collectors;

/** A deployment can't go from its status to the one asked for; the message names those it can go to. */
public final class IllegalStepException extends RuntimeException {
    private final Status from;
    private final Status to;

    public IllegalStepException(Status from, Status to) {
        super("a deployment that is " + from + " can't become " + to + "; " + legal(from));
        this.from = from;
        this.to = to;
    }

    private static String legal(Status from) {
        if (from.next().isEmpty()) {
            return "nothing follows " + from;
        }
        return "it may become " + from.next().stream().map(Status::label).collect(Collectors.joining(", "));
    }

    public Status from() {
        return from;
    }

    public Status to() {
        return to;
    }
}
