package dev.evenkeel.server.config;

import java.util.function.Function;

/** How a type of value is read, and how it is written in YAML. */
record Kind<T>(Parser<Value, T> parser, Function<T, String> show) {

    @FunctionalInterface
    interface Parser<V extends Value, T> {
        T parse(V value) throws Wrong;
    }

    /** A type that takes one text. */
    static <T> Kind<T> of(Parser<Value.Scalar, T> parser, Function<T, String> show) {
        return new Kind<>(value -> parser.parse(Parsers.scalar(value)), show);
    }

    /** A type that may take a list or a mapping. */
    static <T> Kind<T> tree(Parser<Value, T> parser, Function<T, String> show) {
        return new Kind<>(parser, show);
    }
}
