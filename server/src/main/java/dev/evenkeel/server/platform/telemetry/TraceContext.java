package dev.evenkeel.server.platform.telemetry;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The place of the work at hand in a distributed trace, as W3C Trace Context level 1 defines it.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero: the work itself
 * @param flags two hex digits; the lowest bit says that the trace is recorded
 * @param state vendors' data, passed on as it came; empty when there is none
 */
public record TraceContext(String traceId, String spanId, String flags, String state) {
    private static final ScopedValue<TraceContext> CURRENT = ScopedValue.newInstance();
    private static final HexFormat HEX = HexFormat.of();
    private static final int MAX_STATE = 512;

    /** That of the request whose handler runs on this thread. */
    public static Optional<TraceContext> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Runs the work with this as the {@link #current} context. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /**
     * Continues the caller's trace, or starts one when the header is missing or malformed (section 4.3 of the standard:
     * then {@code tracestate} is dropped too).
     */
    public static TraceContext continued(
            @Nullable String traceparent, @Nullable String tracestate, RandomGenerator random) {
        if (traceparent == null || !isValid(traceparent)) {
            return started(random);
        }
        // Of a later version's flags only the lowest bit has a known meaning.
        boolean recorded = (Character.digit(traceparent.charAt(54), 16) & 1) == 1;
        String state = tracestate == null || tracestate.length() > MAX_STATE ? "" : tracestate;
        return new TraceContext(traceparent.substring(3, 35), spanId(random), recorded ? "01" : "00", state);
    }

    public static TraceContext started(RandomGenerator random) {
        return new TraceContext(traceId(random), spanId(random), "00", "");
    }

    /** The {@code traceparent} to send with a call made on behalf of this work. */
    public String traceparent() {
        return "00-" + traceId + '-' + spanId + '-' + flags;
    }

    private static boolean isValid(String header) {
        if (header.length() < 55
                || header.charAt(2) != '-'
                || header.charAt(35) != '-'
                || header.charAt(52) != '-'
                || !isHex(header, 0, 2)
                || !isHex(header, 3, 35)
                || !isHex(header, 36, 52)
                || !isHex(header, 53, 55)) {
            return false;
        }
        if (header.startsWith("ff") || isZero(header, 3, 35) || isZero(header, 36, 52)) {
            return false;
        }
        // Version 00 ends here; later ones may go on behind a dash.
        return header.length() == 55 || (!header.startsWith("00") && header.charAt(55) == '-');
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    private static String traceId(RandomGenerator random) {
        return HEX.toHexDigits(random.nextLong()) + spanId(random);
    }

    private static String spanId(RandomGenerator random) {
        long id = random.nextLong();
        return HEX.toHexDigits(id == 0 ? 1 : id);
    }
}
