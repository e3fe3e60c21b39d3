package dev.evenkeel.server.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 10MB}. */
final class Sizes {
    private static final Pattern PATTERN = Pattern.compile("(\\d{1,12})\\s?([A-Za-z]*)");
    /** IEC 80000-13 binary units first, so that {@link #format} prefers them. */
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("GiB", 1L << 30);
        UNITS.put("MiB", 1L << 20);
        UNITS.put("KiB", 1L << 10);
        UNITS.put("GB", 1_000_000_000L);
        UNITS.put("MB", 1_000_000L);
        UNITS.put("kB", 1_000L);
        UNITS.put("B", 1L);
    }

    private Sizes() {}

    static long parse(Value.Scalar scalar) throws Wrong {
        var matcher = PATTERN.matcher(scalar.text());
        if (matcher.matches()) {
            String unit = matcher.group(2).isEmpty() ? "B" : matcher.group(2);
            for (var known : UNITS.entrySet()) {
                if (known.getKey().toLowerCase(Locale.ROOT).equals(unit.toLowerCase(Locale.ROOT))) {
                    return multiply(scalar, Long.parseLong(matcher.group(1)), known.getValue());
                }
            }
        }
        throw new Wrong(scalar.shown() + " is not a size: write bytes or a unit, as in 65536, 64KiB, 1MiB or 10MB");
    }

    private static long multiply(Value.Scalar scalar, long count, long unit) throws Wrong {
        try {
            return Math.multiplyExact(count, unit);
        } catch (ArithmeticException e) {
            throw new Wrong(scalar.shown() + " is more bytes than can be counted");
        }
    }

    /** As it would be written in the configuration. */
    static String format(long bytes) {
        for (var unit : UNITS.entrySet()) {
            if (unit.getKey().endsWith("iB") && bytes >= unit.getValue() && bytes % unit.getValue() == 0) {
                return bytes / unit.getValue() + unit.getKey();
            }
        }
        return String.valueOf(bytes);
    }
}
