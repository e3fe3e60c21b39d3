package dev.evenkeel.server.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.Console;
import java.util.Optional;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * The log on standard output: one JSON object a line, or text for people where standard output is a terminal.
 *
 * <p>Logback finds this class as its {@link Configurator}, so that it looks for no files at the start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%replace( [%X{requestId}]){' \\[\\]', ''}%n%ex";

    /** How a line looks. */
    public enum Format {
        JSON,
        TEXT,
        /** Text on a terminal, JSON otherwise. */
        AUTO
    }

    /** Sets what is logged from now on, and how. */
    public static void configure(Format format, org.slf4j.event.Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, format, Level.convertAnSLF4JLevel(level));
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        configure(context, Format.AUTO, Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void configure(LoggerContext context, Format format, Level level) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder(context, format));
        appender.start();
        root.addAppender(appender);
        root.setLevel(level);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        return switch (format) {
            case JSON -> json(context);
            case TEXT -> text(context, isTerminal() && wantsColour());
            case AUTO -> isTerminal() ? text(context, wantsColour()) : json(context);
        };
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        var names = new LogstashFieldNames();
        names.setTimestamp("timestamp");
        names.setLogger("logger");
        names.setVersion(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        names.setThread(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        names.setStackTrace("stackTrace");
        var encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        encoder.setTimestampPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context, boolean colour) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(colour ? TEXT.replace("%-5level", "%highlight(%-5level)") : TEXT);
        encoder.start();
        return encoder;
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    /** The convention of no-color.org. */
    private static boolean wantsColour() {
        return System.getenv("NO_COLOR") == null;
    }
}
