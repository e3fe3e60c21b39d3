package dev.evenkeel.server.platform.ops;

import dev.evenkeel.server.platform.health.HealthCheck;
import dev.evenkeel.server.platform.health.HealthCheck.Health;
import dev.evenkeel.server.platform.health.HealthCheck.State;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /health} with all dependencies, and the two questions that orchestrators ask. */
public final class HealthApi {
    private static final Logger LOG = LoggerFactory.getLogger(HealthApi.class);
    /** Longer than any check takes that works, shorter than callers wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<HealthCheck> checks;
    private final BooleanSupplier ready;
    private final InstantSource clock;

    /** @param ready whether the server wants requests; false while it starts and while it stops */
    public HealthApi(List<HealthCheck> checks, BooleanSupplier ready, InstantSource clock) {
        this.checks = List.copyOf(checks);
        this.ready = ready;
        this.clock = clock;
    }

    public void register(Operations operations) {
        operations
                .on("health", this::health)
                .on("apiHealth", this::health)
                .on("live", this::live)
                .on("ready", this::ready);
    }

    private Response health(Request request) throws InterruptedException {
        return answer(checkAll());
    }

    private Response live(Request request) {
        return answer(Map.of());
    }

    private Response ready(Request request) throws InterruptedException {
        if (!ready.getAsBoolean()) {
            return answer(Map.of("server", Health.unhealthy("starting or stopping; requests should go elsewhere")));
        }
        return answer(checkAll());
    }

    private record Dependency(String status, String detail) {}

    private Response answer(Map<String, Health> dependencies) {
        State worst = dependencies.values().stream()
                .map(Health::state)
                .max(State::compareTo)
                .orElse(State.HEALTHY);
        var body = new LinkedHashMap<String, Object>();
        body.put("status", worst.toString());
        body.put("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        var shown = new LinkedHashMap<String, Object>();
        dependencies.forEach(
                (name, health) -> shown.put(name, new Dependency(health.state().toString(), health.detail())));
        body.put("dependencies", shown);
        return Response.json(worst == State.UNHEALTHY ? 503 : 200, body).withHeader("Cache-Control", "no-store");
    }

    /** All at once, so that one that hangs delays the answer once and hides no other. */
    private Map<String, Health> checkAll() throws InterruptedException {
        var found = new LinkedHashMap<String, Health>();
        if (checks.isEmpty()) {
            return found;
        }
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Callable<Health>> calls = checks.stream()
                    .map(check -> (Callable<Health>) check::check)
                    .toList();
            List<Future<Health>> answers = threads.invokeAll(calls, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < answers.size(); i++) {
                found.put(checks.get(i).name(), health(answers.get(i)));
            }
            return found;
        } finally {
            // Without waiting: a check that hangs may never end.
            threads.shutdownNow();
        }
    }

    private static Health health(Future<Health> answer) throws InterruptedException {
        if (answer.isCancelled()) {
            return Health.unhealthy("no answer within " + PATIENCE.toSeconds() + " s");
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            LOG.error("a health check failed instead of answering", e.getCause());
            return Health.unhealthy("the check itself failed; the log has the cause");
        }
    }
}
