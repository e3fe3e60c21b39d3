package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code evenkeel}: faults in the replicas of an application that a supervisor on this machine runs, and what became of
 * it. {@code func} says which:
 *
 * <ul>
 *   <li>{@code kill}: ends processes at once, as the kernel does when memory runs out
 *   <li>{@code pause}: stops processes for {@code seconds}; they keep their connections and answer nothing
 *   <li>{@code slow}: lets processes run for a tenth of the time, for {@code seconds}
 *   <li>{@code fill_memory}, {@code cut} and {@code crash}: orders to the chaotic backend, see {@link BackendOrders}
 *   <li>{@code app}: how the application is, as the API shows it
 *   <li>{@code deploy}: runs it from now on with the {@code changes} to its configuration
 *   <li>{@code settled}: waits up to {@code seconds} until its rollout has ended and its replicas are ready
 * </ul>
 *
 * {@code arguments} has {@code app}, {@code server} (this machine's port 8080 by default), {@code token} and {@code
 * replicas}: how many of those that run, or {@code all}; one by default.
 */
final class EvenkeelProvider implements Provider {
    private static final Set<String> ON_PROCESSES = Set.of("kill", "pause", "slow");
    private static final Set<String> ON_APPS = Set.of("app", "deploy", "settled");
    private static final double USUAL_SECONDS = 10;
    private static final double USUAL_PATIENCE_SECONDS = 120;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double MILLIS = 1000;

    private final Map<String, String> environment;

    EvenkeelProvider(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void check(JsonNode provider, String place, List<String> problems) {
        String func = provider.path("func").asText();
        if (!ON_PROCESSES.contains(func) && !ON_APPS.contains(func) && !BackendOrders.knows(func)) {
            problems.add(
                    place + ".func: must be one of kill, pause, slow, fill_memory, cut, crash, app, deploy, settled");
        }
        JsonNode arguments = provider.path("arguments");
        if (arguments.path("app").asText().isEmpty()) {
            problems.add(place + ".arguments.app: is missing");
        }
        JsonNode replicas = arguments.path("replicas");
        boolean variable = replicas.asText().startsWith("$");
        if (arguments.has("replicas") && !variable && !replicas.asText().equals("all") && replicas.asInt(0) < 1) {
            problems.add(place + ".arguments.replicas: must be a number above 0, or all");
        }
        if (func.equals("deploy") && !arguments.path("changes").isObject()) {
            problems.add(place + ".arguments.changes: is missing: what of the configuration becomes different");
        }
    }

    @Override
    public JsonNode run(JsonNode provider) throws ActivityFailedException, InterruptedException {
        JsonNode arguments = provider.path("arguments");
        String func = provider.path("func").asText();
        try (var api = AppsApi.of(arguments, environment)) {
            return switch (func) {
                case "app" -> api.app();
                case "deploy" -> api.change(arguments.path("changes"));
                case "settled" -> settled(api, seconds(arguments, USUAL_PATIENCE_SECONDS));
                default -> strike(func, api.local(), arguments);
            };
        }
    }

    private static ObjectNode strike(String func, AppsApi api, JsonNode arguments)
            throws ActivityFailedException, InterruptedException {
        List<JsonNode> replicas = chosen(api.app(), arguments.path("replicas"));
        if (BackendOrders.knows(func)) {
            BackendOrders.give(func, arguments, replicas);
        } else {
            signal(func, replicas, seconds(arguments, USUAL_SECONDS));
        }
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        ArrayNode names = output.putArray("replicas");
        replicas.forEach(replica -> names.add(replica.path("id").asText()));
        return output;
    }

    private static void signal(String func, List<JsonNode> replicas, double seconds)
            throws ActivityFailedException, InterruptedException {
        List<Long> pids =
                replicas.stream().map(replica -> replica.path("pid").asLong()).toList();
        try {
            switch (func) {
                case "kill" -> Signals.kill(pids);
                case "pause" -> Signals.pause(pids, Duration.ofMillis(Math.round(seconds * MILLIS)));
                default -> Signals.slow(pids, Duration.ofMillis(Math.round(seconds * MILLIS)));
            }
        } catch (IOException e) {
            throw new ActivityFailedException("signals can't be sent: " + e.getMessage());
        }
    }

    /** The first so many replicas that have a process; those that are ready before the others. */
    private static List<JsonNode> chosen(JsonNode app, JsonNode wanted) throws ActivityFailedException {
        List<JsonNode> running = new ArrayList<>();
        for (boolean ready : new boolean[] {true, false}) {
            app.path("replicas").forEach(replica -> {
                if (replica.path("pid").asLong(0) > 1 && replica.path("ready").asBoolean() == ready) {
                    running.add(replica);
                }
            });
        }
        int count = wanted.asText().equals("all") ? running.size() : wanted.asInt(1);
        if (running.isEmpty() || running.size() < count) {
            throw new ActivityFailedException(app.path("name").asText() + " has " + running.size()
                    + " replicas that run, and " + count + " are wanted");
        }
        return running.subList(0, count);
    }

    private static JsonNode settled(AppsApi api, double seconds) throws ActivityFailedException, InterruptedException {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        while (true) {
            JsonNode app = api.app();
            boolean underWay = Set.of("Progressing", "Reverting")
                    .contains(app.path("rollout").path("phase").asText());
            if (!underWay && app.path("ready").asInt() >= app.path("wanted").asInt()) {
                return app;
            }
            if (System.nanoTime() - end >= 0) {
                throw new ActivityFailedException(app.path("name").asText() + " has not settled within " + seconds
                        + " s: it is " + app.path("status").asText() + " with "
                        + app.path("ready").asInt() + " of "
                        + app.path("wanted").asInt() + " replicas ready");
            }
            Thread.sleep(LOOK);
        }
    }

    private static double seconds(JsonNode arguments, double usual) {
        return arguments.path("seconds").asDouble(usual);
    }
}
