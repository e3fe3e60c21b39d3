package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment that was found to be in order.
 *
 * @param document as it was written, which is what the journal shows
 * @param warnings what is in it and not used here
 */
public record Experiment(ObjectNode document, Variables variables, List<String> warnings) {
    /**
     * Reads a file, as YAML when its name ends so and otherwise as JSON, and checks it.
     *
     * @param environment for its configuration and secrets
     * @param overrides configuration given otherwise
     * @throws InvalidExperimentException naming everything that is wrong with it
     */
    public static Experiment read(Path file, Map<String, String> environment, Map<String, String> overrides)
            throws IOException, InvalidExperimentException {
        byte[] text = Files.readAllBytes(file);
        String name = file.toString();
        try {
            boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
            return of(yaml ? new YAMLMapper().readTree(text) : Json.parse(text), environment, overrides);
        } catch (JsonProcessingException e) {
            throw new InvalidExperimentException(
                    List.of(name + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage()));
        } catch (InvalidExperimentException e) {
            throw new InvalidExperimentException(
                    e.problems().stream().map(problem -> name + ": " + problem).toList());
        }
    }

    static Experiment of(JsonNode document, Map<String, String> environment, Map<String, String> overrides)
            throws InvalidExperimentException {
        List<String> problems = new ArrayList<>();
        if (!(document instanceof ObjectNode object)) {
            throw new InvalidExperimentException(
                    List.of("an experiment is an object with title, description and method"));
        }
        Variables variables = new VariablesReader(environment, new LinkedHashMap<>(overrides), problems).read(object);
        var check = new ExperimentCheck(Providers.usual(environment), problems);
        check.whole(object);
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException(problems);
        }
        return new Experiment(object, variables, check.warnings());
    }

    public String title() {
        return variables.substitute(document.path("title")).asText();
    }

    JsonNode hypothesis() {
        return document.path("steady-state-hypothesis");
    }

    JsonNode method() {
        return document.path("method");
    }

    JsonNode rollbacks() {
        return document.path("rollbacks");
    }

    /** The strategy that the document asks for. */
    public Strategy strategy() {
        return Strategy.of(runtime("hypothesis", "strategy").asText()).orElse(Strategy.DEFAULT);
    }

    /** The strategy that the document asks for. */
    public RollbackStrategy rollbackStrategy() {
        return RollbackStrategy.of(runtime("rollbacks", "strategy").asText()).orElse(RollbackStrategy.DEFAULT);
    }

    /** Seconds between two checks of the hypothesis during the method. */
    double frequency() {
        return runtime("hypothesis", "frequency").asDouble(1);
    }

    /** Whether the method ends once the hypothesis fails during it. */
    boolean failsFast() {
        return runtime("hypothesis", "fail_fast").asBoolean(false);
    }

    /** What the document wants left out. */
    public Optional<Dry> dry() {
        return Dry.of(document.path("dry").asText());
    }

    private JsonNode runtime(String of, String what) {
        return document.path("runtime").path(of).path(what);
    }

    /** The activity itself, or the one of that name that it refers to. */
    static JsonNode resolve(JsonNode document, JsonNode activity) {
        if (!activity.has("ref")) {
            return activity;
        }
        List<JsonNode> all = new ArrayList<>();
        document.path("steady-state-hypothesis").path("probes").forEach(all::add);
        document.path("method").forEach(all::add);
        document.path("rollbacks").forEach(all::add);
        return all.stream()
                .filter(it ->
                        it.path("name").asText().equals(activity.get("ref").asText()))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
