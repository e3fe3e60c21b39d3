package dev.evenkeel.server.chaos.backend;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which answer a request gets. */
final class Service {
    private static final Set<String> DATA = Set.of("/", "/probe/data");
    private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");
    private static final String FAULTS = "/faults";
    private static final String USERS = users();

    private final Conduct conduct;
    private final Orders orders;

    Service(Conduct conduct, Orders orders) {
        this.conduct = conduct;
        this.orders = orders;
    }

    /**
     * Answers, in its own time.
     *
     * @return empty when there will be no answer
     */
    Optional<Answer> answer(Request request) throws InterruptedException {
        if (hangs()) {
            return Optional.empty();
        }
        if (request.path().equals(FAULTS)) {
            return Optional.of(orders.take(request));
        }
        Optional<Answer> broken = broken();
        if (broken.isPresent()) {
            return broken;
        }
        if (HEALTH.contains(request.path())) {
            return Optional.of(allowed(request).orElse(new Answer(200, "{\"status\":\"UP\"}")));
        }
        if (!DATA.contains(request.path())) {
            return Optional.of(Answer.error(404, "There is /, /health/live, /health/ready and /probe/data."));
        }
        Conduct.Fate fate = conduct.next();
        Thread.sleep(fate.latency());
        if (hangs()) {
            return Optional.empty();
        }
        return Optional.of(broken().or(() -> allowed(request)).orElseGet(() -> data(request.path(), fate)));
    }

    private boolean hangs() {
        return conduct.phase() instanceof Phase.Crashed(Crash how) && how == Crash.HANG;
    }

    /** What every path answers while the backend isn't up. */
    private Optional<Answer> broken() {
        return switch (conduct.phase()) {
            case Phase.Starting() -> Optional.of(Answer.error(503, "starting"));
            case Phase.Running() -> Optional.empty();
            case Phase.Crashed(Crash how) ->
                how == Crash.LEAK && !orders.memoryFull()
                        ? Optional.empty()
                        : Optional.of(Answer.error(500, "crashed, until the process is started again"));
        };
    }

    private static Optional<Answer> allowed(Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return reads ? Optional.empty() : Optional.of(Answer.notAllowed("GET, HEAD", "Only GET and HEAD here."));
    }

    private Answer data(String path, Conduct.Fate fate) {
        if (fate.fails()) {
            return Answer.error(500, "a bad release");
        }
        return new Answer(200, path.equals("/") ? banner() : USERS);
    }

    private String banner() {
        BackendSettings settings = conduct.settings();
        double uptime = conduct.age().toMillis() / 1000.0;
        return "{\"service\":\"chaotic-backend\",\"version\":" + Answer.quote(settings.release())
                + ",\"status\":" + Answer.quote(conduct.phase().label())
                + ",\"replica\":" + Answer.quote(settings.replica())
                + ",\"start\":" + settings.start()
                + ",\"pid\":" + ProcessHandle.current().pid()
                + ",\"uptimeSeconds\":" + String.format(Locale.ROOT, "%.3f", uptime) + "}";
    }

    /** The same few users for everyone; none of them exists. */
    private static String users() {
        List<String> names = List.of("Ada Abel", "Bo Berg", "Cleo Castro", "Dana Diaz", "Eli Evans");
        var users = new StringBuilder("{\"users\":[");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String login = name.toLowerCase(Locale.ROOT).replace(' ', '.');
            users.append(i == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(i + 1)
                    .append(",\"name\":\"" + name + "\",\"email\":\"" + login + "@example.org\",\"active\":")
                    .append(i != 3)
                    .append('}');
        }
        return users.append("]}").toString();
    }
}
