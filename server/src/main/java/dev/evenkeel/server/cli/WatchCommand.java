package dev.evenkeel.server.cli;

import dev.evenkeel.core.probe.Condition;
import dev.evenkeel.core.probe.ConditionException;
import dev.evenkeel.core.probe.FlapControl;
import dev.evenkeel.core.probe.ProbeMemory;
import dev.evenkeel.server.config.ActionConfig;
import dev.evenkeel.server.config.CheckConfig;
import dev.evenkeel.server.config.CheckTlsConfig;
import dev.evenkeel.server.config.HttpCheckConfig;
import dev.evenkeel.server.config.MonitorConfig;
import dev.evenkeel.server.config.Secret;
import dev.evenkeel.server.monitor.CheckMetrics;
import dev.evenkeel.server.monitor.Monitor;
import dev.evenkeel.server.monitor.probe.ProbeClock;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenkeel watch}: asks again and again and says what came back. */
@Command(
        name = "watch",
        description = {
            "Asks each URL at an interval and prints what came back: when, where, the status, how long it took, and"
                    + " whether it was as it should be, or what was wrong.",
            "",
            "On a terminal a summary stays below: the share that succeeded, the median, 95th and 99th percentile of the"
                    + " latency, and the latest latencies as small bars. At the end it is printed once more. Requests"
                    + " without an answer, as those that timed out, are in no percentile; where there are any, the"
                    + " summary says so, as in 'of the 14 answered'. Each"
                    + " request is made on a connection of its own. It needs no server and changes nothing; --action"
                    + " does what you say.",
            ""
        },
        footer = {
            "",
            "Exit code 1 when the share of successes of any URL is below --objective.",
            "",
            "Examples:",
            "  evenkeel watch https://example.org/health",
            "  evenkeel watch --interval 500ms --duration 1m --objective 99.9 \\",
            "      --condition 'status == 200' --condition 'latency < 300ms' http://127.0.0.1:9000/status",
            "  evenkeel watch http://127.0.0.1:9000/status --action 'POST http://127.0.0.1:9000/flaky every 10s'"
        },
        sortOptions = false)
final class WatchCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    private final Io io;
    private final StopSignal stop;

    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            arity = "1..*",
            description = "http, https, tcp://host:port, tls://host:port or dns://server/name?type=MX.")
    private List<String> urls = List.of();

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "From one request to the next of a URL (${DEFAULT-VALUE}).")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "After which a request has failed (the interval, at most 10s).")
    private @Nullable Duration timeout;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Ends after so long; otherwise when it is stopped.")
    private @Nullable Duration duration;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "Ends after so many requests of each URL.")
    private @Nullable Long count;

    @Option(
            names = {"-c", "--condition"},
            paramLabel = "CONDITION",
            description = "What each answer must meet, as in 'latency < 300ms' or 'json.status == \"UP\"'; may be given"
                    + " several times (of HTTP 'status in 200..299').")
    private List<String> conditions = List.of();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            converter = HeaderConverter.class,
            description = "A header to send; may be given several times.")
    private List<Map.Entry<String, String>> headers = List.of();

    @Option(
            names = "--action",
            paramLabel = "'METHOD URL every TIME'",
            description = "A request to send meanwhile, again and again; what came of it is printed too. May be given"
                    + " several times.")
    private List<String> actions = List.of();

    @Option(
            names = "--objective",
            paramLabel = "PERCENT",
            converter = PercentConverter.class,
            description = "The share of successes to be reached, as in 99.9; exit code 1 below it.")
    private @Nullable BigDecimal objective;

    @Option(names = "--insecure", description = "Takes any certificate.")
    private boolean insecure;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text, or json for one object a line; ${DEFAULT-VALUE} by default.")
    private OutputForm form = OutputForm.TEXT;

    @Mixin
    final HelpOption help = new HelpOption();

    WatchCommand(Io io, StopSignal stop) {
        this.io = io;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        MonitorConfig config = config();
        List<String> names = config.checks().stream().map(CheckConfig::name).toList();
        var tallies = new WatchTallies(names);
        WatchOutput output = form == OutputForm.JSON
                ? new WatchJson(io, tallies)
                : new WatchText(io, tallies, ZoneId.systemDefault());
        var session = new WatchSession(output, tallies, count == null ? Long.MAX_VALUE : count);
        stop.serving();
        var clock = new ProbeClock(InstantSource.system(), System::nanoTime);
        try (ProbeLoops loops = ProbeLoops.start(1, clock, new SplittableRandom());
                Monitor monitor = Monitor.start(
                        config, loops, List.of(), ProbeMemory.none(), session, session, new CheckMetrics())) {
            session.run(stop, duration, monitor.count());
        }
        output.summary(objective);
        if (tallies.runs() == 0) {
            throw new CliException("stopped before the first answer");
        }
        return objective == null || tallies.reach(objective) ? 0 : 1;
    }

    private MonitorConfig config() {
        check(interval.compareTo(SHORTEST) >= 0, "--interval is at least 10ms");
        check(count == null || count > 0, "--count is at least 1");
        Duration longest = interval.compareTo(USUAL_TIMEOUT) < 0 ? interval : USUAL_TIMEOUT;
        Duration used = timeout == null ? longest : timeout;
        check(used.isPositive() && used.compareTo(interval) <= 0, "--timeout is above 0 and at most the --interval");
        List<Condition> parsed = new ArrayList<>();
        for (String condition : conditions) {
            try {
                parsed.add(Condition.parse(condition));
            } catch (ConditionException e) {
                throw wrong("--condition, " + e.getMessage());
            }
        }
        List<CheckConfig> checks = new LinkedHashSet<>(urls)
                .stream().map(url -> check(url, used, parsed)).toList();
        List<ActionConfig> asked = new ArrayList<>();
        for (String action : actions) {
            asked.add(WatchAction.parse(action, asked.size() + 1, message -> wrong(message)));
        }
        return new MonitorConfig(
                1, new MonitorConfig.Discover(false, interval, used, 1), null, checks, List.copyOf(asked), List.of());
    }

    private CheckConfig check(String text, Duration used, List<Condition> parsed) {
        var sent = new TreeMap<String, Secret>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(header -> sent.put(header.getKey(), new Secret(header.getValue())));
        URI url;
        try {
            url = CheckConfig.target(text);
        } catch (IllegalArgumentException e) {
            throw wrong(text + " " + e.getMessage());
        }
        HttpCheckConfig http = HttpCheckConfig.DEFAULT;
        return new CheckConfig(
                text,
                url,
                null,
                null,
                interval,
                used,
                new FlapControl(1, 1),
                parsed,
                CheckConfig.IpVersion.AUTO,
                new HttpCheckConfig(
                        http.method(),
                        Map.copyOf(sent),
                        http.body(),
                        http.maxRedirects(),
                        http.httpVersion(),
                        http.maxBodySize()),
                insecure ? new CheckTlsConfig(false, null, null, null, null) : CheckTlsConfig.DEFAULT);
    }

    private void check(boolean right, String message) {
        if (!right) {
            throw wrong(message);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
