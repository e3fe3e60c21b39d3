package dev.evenkeel.server.chaos.experiment;

import java.util.Map;
import java.util.Optional;

/** The kinds of providers by their name. */
final class Providers {
    private final Map<String, Provider> kinds;

    Providers(Map<String, Provider> kinds) {
        this.kinds = Map.copyOf(kinds);
    }

    /**
     * Those there are outside of tests.
     *
     * @param environment where the path of a process is looked up, and which it gets
     */
    static Providers usual(Map<String, String> environment) {
        return new Providers(Map.of(
                "http", new HttpProvider(),
                "process", new ProcessProvider(environment),
                "evenkeel", new EvenkeelProvider(environment)));
    }

    Optional<Provider> of(String kind) {
        return Optional.ofNullable(kinds.get(kind));
    }
}
