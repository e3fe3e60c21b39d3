package dev.evenkeel.server.platform.telemetry;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Brings what the OpenTelemetry SDK says, through the JDK's logging, to the program's log. */
final class SdkMessages extends Handler {
    private static final SimpleFormatter TEXT = new SimpleFormatter();

    private final org.slf4j.Logger log = LoggerFactory.getLogger("io.opentelemetry");
    /** Held, since the JDK forgets loggers that nobody holds. */
    private final Logger source;

    private SdkMessages(Logger source) {
        this.source = source;
    }

    static SdkMessages toLog() {
        Logger source = Logger.getLogger("io.opentelemetry");
        var messages = new SdkMessages(source);
        source.setUseParentHandlers(false);
        source.addHandler(messages);
        return messages;
    }

    @Override
    public void publish(LogRecord said) {
        String text = TEXT.formatMessage(said);
        if (said.getLevel().intValue() >= Level.WARNING.intValue()) {
            log.warn("traces: {}", text);
        } else {
            log.debug("traces: {}", text);
        }
        if (said.getThrown() != null) {
            log.debug("traces", said.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        source.removeHandler(this);
    }
}
