package dev.evenkeel.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final RandomGenerator random = new SplittableRandom(7);

    @ParameterizedTest
    @CsvSource({
        "00-" + TRACE + "-" + SPAN + "-01, 01",
        "00-" + TRACE + "-" + SPAN + "-00, 00",
        "00-" + TRACE + "-" + SPAN + "-03, 01",
        "cc-" + TRACE + "-" + SPAN + "-01, 01",
        "cc-" + TRACE + "-" + SPAN + "-01-what-comes-later, 01",
    })
    void continuesATrace(String traceparent, String flags) {
        TraceContext context = TraceContext.continued(traceparent, "vendor=1", random);

        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.spanId()).isNotEqualTo(SPAN).matches("[0-9a-f]{16}");
        assertThat(context.state()).isEqualTo("vendor=1");
        assertThat(context.traceparent()).isEqualTo("00-" + TRACE + "-" + context.spanId() + "-" + flags);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-1",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "cc-" + TRACE + "-" + SPAN + "-01.more",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-0g",
            })
    void startsATraceWhereThereIsNone(String traceparent) {
        TraceContext context = TraceContext.continued(traceparent, "vendor=1", random);

        assertThat(context.traceId()).isNotEqualTo(TRACE).matches("[0-9a-f]{32}");
        assertThat(context.state()).as("of a trace that isn't continued").isEmpty();
    }

    @Test
    void isBoundWhileWorkRuns() {
        TraceContext context = TraceContext.started(random);

        assertThat(TraceContext.current()).isEmpty();
        context.run(() -> assertThat(TraceContext.current()).contains(context));
        assertThat(TraceContext.current()).isEmpty();
    }
}
