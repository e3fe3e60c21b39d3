package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Where an activity acts. One class a kind; {@link Providers} knows them by {@code provider.type}. */
interface Provider {
    /**
     * Says what is wrong with the provider of an activity, before anything runs.
     *
     * @param problems gets lines that begin with the place
     */
    void check(JsonNode provider, String place, List<String> problems);

    /**
     * Acts, and waits for the result.
     *
     * @param provider with its variables put in
     * @return the output of the activity
     * @throws ActivityFailedException when it could not be done; an answer that nobody likes is an output
     */
    JsonNode run(JsonNode provider) throws ActivityFailedException, InterruptedException;
}
