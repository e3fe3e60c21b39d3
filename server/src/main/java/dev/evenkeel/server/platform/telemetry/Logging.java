package dev.evenkeel.server.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.Console;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The log on standard output: one JSON object a line, or text for people where standard output is a terminal.
 *
 * <p>Logback finds this class as its {@link Configurator}, so that it looks for no files at the start.
 */
public final class Logging extends ContextAwareBase implements Configurator {

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
        EncoderBase<ILoggingEvent> lines = lines(format);
        lines.setContext(context);
        lines.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(lines);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(level);
        // Seven lines about a schema that nobody but its makers cares for, unless something is being looked for.
        context.getLogger("org.flywaydb").setLevel(level == Level.INFO ? Level.WARN : level);
    }

    private static EncoderBase<ILoggingEvent> lines(Format format) {
        boolean text = format == Format.TEXT || (format == Format.AUTO && isTerminal());
        return text ? new TextLine(ZoneId.systemDefault(), isTerminal() && wantsColour()) : new JsonLine();
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    /** The convention of no-color.org. */
    private static boolean wantsColour() {
        return System.getenv("NO_COLOR") == null;
    }
}
