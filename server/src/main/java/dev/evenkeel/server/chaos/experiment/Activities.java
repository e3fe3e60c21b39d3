package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Carries out single activities and writes down what came of them. */
final class Activities {
    private static final double NANOS = 1e9;

    private final Providers providers;
    private final Variables variables;
    private final InstantSource clock;
    private final Pause pause;
    private final Progress progress;

    Activities(Providers providers, Variables variables, InstantSource clock, Pause pause, Progress progress) {
        this.providers = providers;
        this.variables = variables;
        this.clock = clock;
        this.pause = pause;
        this.progress = progress;
    }

    /**
     * Carries out an activity with its pauses.
     *
     * @param dry what is left out, unless the activity says otherwise itself
     * @return its entry for the journal
     */
    ObjectNode carryOut(JsonNode activity, Optional<Dry> dry) throws InterruptedException {
        Optional<Dry> own = Dry.of(activity.path("dry").asText()).or(() -> dry);
        boolean leftOut =
                own.isPresent() && own.get().leavesOut(activity.path("type").asText());
        boolean pauses = !leftOut && own.filter(it -> it == Dry.PAUSE).isEmpty();
        JsonNode times = variables.substitute(activity.path("pauses"));
        pause(times.path("before"), pauses);
        progress.begins(activity, leftOut);
        Instant start = clock.instant();
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.set("activity", activity.deepCopy());
        run.set("output", NullNode.instance);
        run.put("start", start.toString());
        try {
            if (!leftOut) {
                run.set("output", act(activity));
            }
            run.put("status", "succeeded");
        } catch (ActivityFailedException | RuntimeException e) {
            // Whatever it was: what was disturbed before still has to be rolled back.
            failed(run, e);
        }
        Instant end = clock.instant();
        run.put("end", end.toString());
        run.put("duration", Duration.between(start, end).toNanos() / NANOS);
        progress.ended(run);
        pause(times.path("after"), pauses);
        return run;
    }

    static void failed(ObjectNode run, Exception e) {
        run.put("status", "failed");
        run.putArray("exception")
                .add(e instanceof ActivityFailedException ? String.valueOf(e.getMessage()) : e.toString());
    }

    /** Its output. */
    JsonNode act(JsonNode activity) throws ActivityFailedException, InterruptedException {
        JsonNode provider = activity.path("provider");
        String kind = provider.path("type").asText();
        return providers
                .of(kind)
                .orElseThrow(() -> new ActivityFailedException("there is no provider " + kind))
                .run(variables.substitute(provider));
    }

    private void pause(JsonNode seconds, boolean pauses) throws InterruptedException {
        double time = seconds.asDouble(0);
        if (pauses && time > 0) {
            progress.pauses(time);
            pause.of(Duration.ofNanos((long) (time * NANOS)));
        }
    }
}
