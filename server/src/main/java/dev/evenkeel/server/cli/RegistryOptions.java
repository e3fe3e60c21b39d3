package dev.evenkeel.server.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command asks. */
final class RegistryOptions {
    private static final String USUAL = "http://127.0.0.1:8080";

    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The Evenkeel server; EVENKEEL_REGISTRY, or " + USUAL + " by default.")
    private @Nullable String registry;

    @Option(names = "--token", paramLabel = "TOKEN", description = "Its API token; EVENKEEL_TOKEN by default.")
    private @Nullable String token;

    RegistryHttp http(Map<String, String> environment) {
        String url = Optional.ofNullable(registry)
                .or(() -> notEmpty(environment, "EVENKEEL_REGISTRY"))
                .orElse(USUAL);
        return new RegistryHttp(
                parse(url), Optional.ofNullable(token).or(() -> notEmpty(environment, "EVENKEEL_TOKEN")));
    }

    /** As it was given on the command line, for commands that are shown to be run again. */
    Optional<String> given() {
        return Optional.ofNullable(registry);
    }

    private static Optional<String> notEmpty(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    }

    private URI parse(String url) {
        try {
            URI parsed = new URI(url.replaceAll("/+$", ""));
            boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
            if (http && parsed.getHost() != null && parsed.getQuery() == null && parsed.getFragment() == null) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            // Said below, as for every other address that can't be asked.
        }
        String message = "'" + url
                + "' is not an address that can be asked: write --registry or EVENKEEL_REGISTRY as in " + USUAL;
        throw new ParameterException(spec.commandLine(), message);
    }
}
