package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.load.LoadGenerator;
import dev.evenkeel.server.chaos.load.LoadPlan;
import dev.evenkeel.server.chaos.load.LoadResult;
import dev.evenkeel.server.chaos.load.Pace;
import dev.evenkeel.server.chaos.load.UrlTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenkeel load}: sends requests and says what came back. */
@Command(
        name = "load",
        description = {
            "Sends GET requests at a rate or from so many callers at once, and prints what came back and how fast.",
            "",
            "At a --rate the times of the requests are planned beforehand and latency counts from the planned time, so"
                    + " that a service that stalls looks as slow as its callers would find it. Without, each of"
                    + " --concurrency callers asks again when it has its answer. Percentiles are of all answers,"
                    + " whatever their status; requests without an answer are counted apart. Nothing is retried.",
            "",
            "It sends as fast as it is told to: use it on what is yours.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  evenkeel load --from test_ips.txt --concurrency 16 http://127.0.0.1:3000/lookup/{}",
            "  evenkeel load --from test_ips.txt --rate 200 --duration 30s http://127.0.0.1:3000/lookup/{}",
            "  evenkeel load --from test_ips.txt --expect-all-ok --expect-body '\"ip\":\"{}\"' \\",
            "      http://127.0.0.1:3000/lookup/{}"
        },
        sortOptions = false)
final class LoadCommand implements Callable<Integer> {
    /** Enough for any rate that one thread can send at, and below the usual limit of open files. */
    private static final int CONNECTIONS_AT_RATE = 1000;

    private static final int USUAL_CONCURRENCY = 16;

    private final Io io;

    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            description = "What to ask for, with {} in its path or query where each line of --from goes.")
    private String url = "";

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Lines to put into the URL, one a request, from the first on again after the last.")
    private @Nullable Path from;

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            description = "How many callers at once (16); with --rate how many connections at most (1000).")
    private @Nullable Integer concurrency;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            description = "Requests a second, at fixed times, whatever the answers do.")
    private @Nullable Double rate;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "How many requests (each line of --from once; without --from and --duration, one).")
    private @Nullable Long count;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Sends for so long, as in 30s; with --count until either is reached.")
    private @Nullable Duration duration;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            converter = HeaderConverter.class,
            description = "A header to send; may be given several times.")
    private List<Map.Entry<String, String>> headers = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to wait for an answer once the request is sent, and for a connection to send it on"
                    + " (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--expect-body",
            paramLabel = "TEXT",
            description = "What each 2xx answer must contain, {} stands for the line. Others count as errors.")
    private @Nullable String expectBody;

    @Option(
            names = "--expect-all-ok",
            description = "Ends with 1 unless every request got a 2xx answer (and the expected body).")
    private boolean expectAllOk;

    @Option(
            names = "--tally",
            paramLabel = "HEADER",
            description = "Counts the values of this response header too, as in --tally Cache-Status.")
    private @Nullable String tally;

    @Option(names = "--insecure", description = "Takes any certificate.")
    private boolean insecure;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text or json; ${DEFAULT-VALUE} by default.")
    private OutputForm form = OutputForm.TEXT;

    @Mixin
    final HelpOption help = new HelpOption();

    LoadCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadResult result = new LoadGenerator(plan()).run();
        var report = new LoadReport(url, rate == null ? callers() : 0, rate == null ? 0 : rate, result);
        io.line(form == OutputForm.JSON ? report.json() : report.text());
        if (expectAllOk && result.ok() < result.requests()) {
            throw new CliException((result.requests() - result.ok()) + " of " + result.requests()
                    + " requests did not get what was expected");
        }
        return 0;
    }

    private LoadPlan plan() throws IOException {
        List<String> lines = lines();
        try {
            UrlTemplate template = UrlTemplate.parse(url);
            if (template.hasPlace() && from == null) {
                throw new IllegalArgumentException("there is {} in the URL; say with --from FILE what goes there");
            }
            if (!template.hasPlace() && from != null) {
                throw new IllegalArgumentException(
                        "there is no {} in the URL where the lines of " + from + " could go");
            }
            Pace pace = rate == null
                    ? new Pace.Concurrency(callers())
                    : new Pace.Rate(rate, concurrency == null ? CONNECTIONS_AT_RATE : concurrency);
            return new LoadPlan(
                    template,
                    lines,
                    pace,
                    requests(lines),
                    Optional.ofNullable(duration),
                    headers,
                    timeout,
                    Optional.ofNullable(expectBody),
                    Optional.ofNullable(tally),
                    insecure);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int callers() {
        return concurrency == null ? USUAL_CONCURRENCY : concurrency;
    }

    private long requests(List<String> lines) {
        if (count != null) {
            return count;
        }
        return duration == null ? lines.size() : Long.MAX_VALUE;
    }

    private List<String> lines() throws IOException {
        if (from == null) {
            return List.of("");
        }
        List<String> lines = Files.readAllLines(from).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw new CliException(from + ": there are no lines in it");
        }
        return lines;
    }
}
