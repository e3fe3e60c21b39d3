package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;

/** Is told how an experiment goes on, for whoever watches. Called by several threads at once. */
public interface Progress {
    /** An activity begins, or is left out of a rehearsal. */
    void begins(JsonNode activity, boolean leftOut);

    /** An activity has ended. */
    void ended(JsonNode run);

    /** Nothing happens for so many seconds. */
    void pauses(double seconds);

    /** Something that a person should know. */
    void says(String text);
}
