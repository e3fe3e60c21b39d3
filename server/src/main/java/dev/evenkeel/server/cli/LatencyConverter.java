package dev.evenkeel.server.cli;

import dev.evenkeel.server.chaos.Latency;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code p50=20ms,p99=300ms}. */
final class LatencyConverter implements ITypeConverter<Latency> {
    @Override
    public Latency convert(String text) {
        try {
            return Latency.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
