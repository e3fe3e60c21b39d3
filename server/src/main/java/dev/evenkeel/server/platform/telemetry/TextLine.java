package dev.evenkeel.server.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A log event as a line for people: the local time, the level, the class, the message and the request. */
final class TextLine extends EncoderBase<ILoggingEvent> {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final DateTimeFormatter time;
    private final boolean colour;

    TextLine(ZoneId zone, boolean colour) {
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
        this.colour = colour;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(160);
        append(line, DIM, time.format(event.getInstant()));
        line.append(' ');
        append(line, colourOf(event.getLevel()), "%-5s".formatted(event.getLevel()));
        line.append(' ');
        String logger = event.getLoggerName();
        append(line, DIM, logger.substring(logger.lastIndexOf('.') + 1));
        line.append(' ').append(event.getFormattedMessage());
        String requestId = event.getMDCPropertyMap().get("requestId");
        if (requestId != null) {
            line.append(' ');
            append(line, DIM, "[" + requestId + "]");
        }
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void append(StringBuilder line, String sequence, String text) {
        if (colour && !sequence.isEmpty()) {
            line.append(sequence).append(text).append(PLAIN);
        } else {
            line.append(text);
        }
    }

    private static String colourOf(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return RED;
        }
        return level.isGreaterOrEqual(Level.WARN) ? YELLOW : "";
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
