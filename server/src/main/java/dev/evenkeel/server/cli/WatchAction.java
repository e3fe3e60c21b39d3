package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.config.CheckConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code POST http://host/flaky every 10s}. */
final class WatchAction {
    private static final Pattern PATTERN = Pattern.compile("([A-Z]{1,20})\\s+(\\S+)\\s+every\\s+(\\S+)");
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

    private WatchAction() {}

    /** @param number tells it from the others; {@code wrong} makes the exception of a message */
    static ActionConfig parse(String text, int number, Function<String, ParameterException> wrong) {
        Matcher matcher = PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong.apply(
                    "--action is written as in 'POST http://127.0.0.1:9000/flaky every 10s', but is '" + text + "'");
        }
        try {
            URI url = CheckConfig.target(matcher.group(2));
            if (!url.getScheme().startsWith("http")) {
                throw wrong.apply("--action: " + url + " is no HTTP address");
            }
            Duration interval = new DurationConverter().convert(matcher.group(3));
            if (!interval.isPositive()) {
                throw wrong.apply("--action: the time must be above 0");
            }
            return new ActionConfig(
                    "action-" + number,
                    matcher.group(1),
                    url,
                    Map.of(),
                    "",
                    interval,
                    interval.compareTo(LONGEST_TIMEOUT) < 0 ? interval : LONGEST_TIMEOUT);
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw wrong.apply("--action: " + matcher.group(2) + ": " + e.getMessage());
        }
    }
}
