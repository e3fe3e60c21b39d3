package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How the answer of one insight looks. */
interface Report {

    /** The name of the insight. */
    String title(JsonNode answer);

    Table table(JsonNode answer);

    /** What a reader of the table has to know, a line each. */
    List<String> notes(JsonNode answer);

    /** A header and flat rows. */
    List<String> csv(JsonNode answer);
}
