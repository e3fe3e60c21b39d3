package dev.evenkeel.server.config;

import java.util.Locale;

/** What is logged, and how it looks. */
public record LogConfig(Level level, Format format) {

    /** This and more serious messages are written. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The shape of a line. */
    public enum Format {
        /** Text on a terminal, JSON elsewhere. */
        AUTO,
        JSON,
        TEXT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static LogConfig from(Section section) {
        return new LogConfig(section.oneOf("level", Level.INFO), section.oneOf("format", Format.AUTO));
    }
}
