package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.GatewayConfig.AccessLogMode;
import dev.evenkeel.server.gateway.wire.RequestHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One structured line a request. The query, which may hold secrets, is left out. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("evenkeel.gateway.access");
    private static final int SAMPLE = 100;

    private final AccessLogMode mode;

    AccessLog(AccessLogMode mode) {
        this.mode = mode;
    }

    /** A request is over; the status is 0 when its caller left before the answer. */
    void request(Loop loop, Route route, RequestHead head, Caller caller, Delivery answer, int attempts, long nanos) {
        int status = answer.status();
        boolean wanted = switch (mode) {
            case OFF -> false;
            case ERRORS -> status == 0 || status >= 500;
            case SAMPLED -> status == 0 || status >= 500 || loop.random().nextInt(SAMPLE) == 0;
            case ALL -> true;
        };
        if (wanted) {
            LOG.atInfo()
                    .addKeyValue("route", route.name())
                    .addKeyValue("method", head.method())
                    .addKeyValue("path", head.path())
                    .addKeyValue("status", status)
                    .addKeyValue("attempts", attempts)
                    .addKeyValue("durationMillis", nanos / 1_000_000)
                    .addKeyValue("upstreamMillis", answer.waited() / 1_000_000)
                    .addKeyValue("caller", caller.address())
                    .addKeyValue("requestId", answer.requestId())
                    .log("{} {} {}", head.method(), head.path(), status);
        }
    }
}
