package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Attempt;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.ProbeLoop;
import dev.evenkeel.server.monitor.probe.ProbeLoops;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /probe?target=…&module=…}: asks now and answers in Prometheus' text format. */
public final class ProbeApi {
    private static final Logger log = LoggerFactory.getLogger(ProbeApi.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final double USUAL_SECONDS = 120;
    /** So that the answer is there before the scraper gives up. */
    private static final double OFFSET_SECONDS = 0.5;

    private static final String SUCCESS_HELP = "Displays whether or not the probe was a success";
    private static final double NANOS = 1e9;

    private final Modules modules;
    private final ProbeLoops loops;

    public ProbeApi(Modules modules, ProbeLoops loops) {
        this.modules = modules;
        this.loops = loops;
    }

    public void register(Operations operations) {
        operations.on("probe", this::probe);
    }

    private Response probe(Request request) {
        String name = request.query("module").orElse("http_2xx");
        Module module = modules.find(name)
                .orElseThrow(() -> ProblemException.badRequest("/module", "there is no module " + name));
        String target = request.query("target")
                .orElseThrow(() -> ProblemException.badRequest("/target", "the parameter target is missing"));
        Probe probe;
        try {
            probe = module.prober().probe(target, request.query("hostname").orElse(null));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("/target", "module " + name + ": " + e.getMessage());
        } catch (IOException e) {
            var text = new ProbeText();
            text.note(String.valueOf(e.getMessage()));
            text.gauge("probe_success", SUCCESS_HELP, 0);
            log.warn("module {} can't be used: {}", name, e.getMessage());
            return answer(request, text);
        }
        Duration timeout = timeout(module, request);
        var answered = new CompletableFuture<Answer>();
        ProbeLoop loop = loops.next();
        loop.execute(() -> Attempt.start(loop, probe, timeout, answered::complete));
        Answer answer = answered.join();

        var text = new ProbeText();
        text.note("trace " + answer.traceId());
        String error = answer.error();
        if (error != null) {
            text.note(error);
        }
        boolean success = module.prober().judge(answer, text) && answer.answered();
        text.gauge(
                "probe_duration_seconds",
                "Returns how long the probe took to complete in seconds",
                answer.latency().toNanos() / NANOS);
        text.gauge("probe_success", SUCCESS_HELP, success ? 1 : 0);
        text.gauge(
                "probe_timeout_seconds", "Returns how long the probe timeout is in seconds", timeout.toNanos() / NANOS);
        return answer(request, text);
    }

    private static Response answer(Request request, ProbeText text) {
        boolean debug = request.query("debug").filter("true"::equals).isPresent();
        return debug
                ? Response.text(
                        200,
                        "text/plain; charset=utf-8",
                        "Logs for the probe:\n" + text.log() + "\n\nMetrics that would have been returned:\n"
                                + text.metrics())
                : Response.text(200, TEXT, text.metrics());
    }

    private static Duration timeout(Module module, Request request) {
        double scrape = USUAL_SECONDS;
        String header = request.header("X-Prometheus-Scrape-Timeout-Seconds").orElse("");
        if (!header.isEmpty()) {
            try {
                double given = Double.parseDouble(header);
                scrape = given > 0 && given < USUAL_SECONDS ? given : USUAL_SECONDS;
            } catch (NumberFormatException e) {
                throw ProblemException.badRequest(
                        "/X-Prometheus-Scrape-Timeout-Seconds", header + " is no number of seconds");
            }
        }
        double most = scrape > OFFSET_SECONDS ? scrape - OFFSET_SECONDS : scrape;
        double own = module.timeout().toNanos() / NANOS;
        return Duration.ofNanos(Math.round((own > 0 && own < most ? own : most) * NANOS));
    }
}
