package dev.evenkeel.server.cli;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 99.9}: 0 to 100, exactly as it was written, without zeros at the end. */
final class PercentConverter implements ITypeConverter<BigDecimal> {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    @Override
    public BigDecimal convert(String text) {
        try {
            var percent = new BigDecimal(text);
            if (percent.signum() >= 0 && percent.compareTo(ALL) <= 0) {
                BigDecimal stripped = percent.stripTrailingZeros();
                return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is no percentage, 0 to 100");
    }
}
