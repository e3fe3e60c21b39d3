package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.CountryDatabase;
import dev.evenkeel.server.chaos.FaultPlan;
import dev.evenkeel.server.chaos.FlakyGeoip;
import dev.evenkeel.server.chaos.FlakySettings;
import dev.evenkeel.server.chaos.Latency;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel sample flaky-geoip}: runs {@link FlakyGeoip} until it is stopped. */
@Command(
        name = "flaky-geoip",
        description = {
            "A GeoIP API that fails on purpose: GET /geoip/{ip} with a bearer token.",
            "",
            "What happens to an address's n-th request is a function of the seed, the address and n, so runs repeat"
                    + " whatever order and however many at once the requests come. The same holds for the latency. The"
                    + " rate limit goes by the clock; what it refuses counts as no request in this.",
            "",
            "GET /stats counts what happened, POST /admin/faults (with the token) changes what fails: JSON with any of"
                    + " fail, hang, reset, truncate, rateLimit, latency; with seed, counts and requests begin anew.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  API_TOKEN=s3cret evenkeel sample flaky-geoip --rate-limit 200",
            "  evenkeel sample flaky-geoip --port 8000 --fail 0.5 --hang 0.05 --reset 0.05 --seed 42",
            "  curl -H 'Authorization: Bearer s3cret' http://127.0.0.1:8000/geoip/8.8.8.8",
            "  curl -H 'Authorization: Bearer s3cret' -d '{\"fail\": 0}' http://127.0.0.1:8000/admin/faults"
        },
        sortOptions = false)
final class FlakyGeoipCommand extends SampleCommand {
    private static final int TOKEN_BYTES = 16;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "Port, 0 for a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--fail",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description =
                    "Share of the requests that fail, in whatever way (${DEFAULT-VALUE}). What isn't hung, reset or"
                            + " truncated is 500, 502, 503 or 429, each as often; one in ten of the last two has Retry-After.")
    private double fail;

    @Option(
            names = "--hang",
            paramLabel = "SHARE",
            description = "Share of the requests, part of --fail, that get no answer for 90 s (a tenth of --fail).")
    private @Nullable Double hang;

    @Option(
            names = "--reset",
            paramLabel = "SHARE",
            description =
                    "Share of the requests, part of --fail, whose connection is reset before the first byte of the"
                            + " answer (a tenth of --fail).")
    private @Nullable Double reset;

    @Option(
            names = "--truncate",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the requests, part of --fail, whose answer breaks off in its body"
                    + " (${DEFAULT-VALUE}).")
    private double truncate;

    @Option(
            names = "--rate-limit",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Requests a second, with a burst of one second's worth, before it answers 429 with Retry-After"
                            + " (${DEFAULT-VALUE}: no limit). Comes on top of --fail.")
    private double rateLimit;

    @Option(
            names = "--latency",
            paramLabel = "LATENCY",
            defaultValue = "p50=20ms,p99=300ms",
            converter = LatencyConverter.class,
            description =
                    "Time before an answer, a failure or a reset: log-normal by its median and 99th percentile, or"
                            + " one duration for all (${DEFAULT-VALUE}).")
    private Latency latency = new Latency(Duration.ofMillis(20), Duration.ofMillis(300));

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Decides what fails (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The bearer token that callers have to send. Better in the variable API_TOKEN, where a list of"
                            + " processes doesn't show it. Without either, one is made up and printed.")
    private @Nullable String token;

    @Option(
            names = "--database",
            paramLabel = "FILE",
            description = "Countries by address, in the MaxMind DB format (the CC0 one in the jar, IPv4).")
    private @Nullable Path database;

    @Mixin
    final HelpOption help = new HelpOption();

    FlakyGeoipCommand(Io io, StopSignal stop) {
        super(io, stop);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        FlakySettings settings = settings();
        String given = token == null ? io.environment().getOrDefault("API_TOKEN", "") : token;
        String secret = given.isEmpty() ? madeUp() : given;
        stop.serving();
        try (CountryDatabase countries = countries();
                FlakyGeoip service = FlakyGeoip.start(address(port), settings, secret, countries, Clock.systemUTC())) {
            io.line("flaky-geoip listens on " + url(service.port()) + ", seed " + seed);
            if (given.isEmpty()) {
                io.line("No token was given. Until it stops, it is: API_TOKEN=" + secret);
            }
            stop.await();
        }
        return 0;
    }

    private FlakySettings settings() {
        try {
            FaultPlan plan = FaultPlan.of(fail);
            var faults = new FaultPlan(
                    fail, hang == null ? plan.hang() : hang, reset == null ? plan.reset() : reset, truncate);
            return new FlakySettings(faults, latency, rateLimit, seed);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private CountryDatabase countries() throws IOException {
        return database == null ? CountryDatabase.packaged() : CountryDatabase.open(database);
    }

    private static String madeUp() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
