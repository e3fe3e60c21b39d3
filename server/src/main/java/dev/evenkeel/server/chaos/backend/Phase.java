package dev.evenkeel.server.chaos.backend;

/** Where a backend is in its life. */
public sealed interface Phase {
    /** Not yet there: 503 on every path. */
    record Starting() implements Phase {}

    /** Answers. */
    record Running() implements Phase {}

    /** Broken until its process is started again. */
    record Crashed(Crash how) implements Phase {}

    /** As answers name it. */
    default String label() {
        return switch (this) {
            case Starting() -> "starting";
            case Running() -> "running";
            case Crashed(Crash how) -> how == Crash.LEAK ? "leaking" : "crashed";
        };
    }
}
