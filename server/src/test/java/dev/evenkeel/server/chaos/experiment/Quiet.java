package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Remembers what is told. */
final class Quiet implements Progress {
    final List<Double> pauses = Collections.synchronizedList(new ArrayList<>());
    final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void begins(JsonNode activity, boolean leftOut) {
        said.add((leftOut ? "left out " : "") + activity.path("name").asText());
    }

    @Override
    public void ended(JsonNode run) {
        said.add(run.at("/activity/name").asText() + " " + run.path("status").asText());
    }

    @Override
    public void pauses(double seconds) {
        pauses.add(seconds);
    }

    @Override
    public void says(String text) {
        said.add(text);
    }
}
