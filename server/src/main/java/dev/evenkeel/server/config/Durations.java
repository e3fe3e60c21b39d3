package dev.evenkeel.server.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 7d}, {@code 1h30m}. */
public final class Durations {
    private record Unit(String name, Duration length) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("d", Duration.ofDays(1)),
            new Unit("h", Duration.ofHours(1)),
            new Unit("m", Duration.ofMinutes(1)),
            new Unit("s", Duration.ofSeconds(1)),
            new Unit("ms", Duration.ofMillis(1)));

    private static final Pattern PATTERN =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private Durations() {}

    static Duration parse(Value.Scalar scalar) throws Wrong {
        var matcher = PATTERN.matcher(scalar.text());
        if (!matcher.matches() || scalar.text().isEmpty()) {
            boolean number = scalar.text().matches("\\d+(\\.\\d+)?");
            throw new Wrong(scalar.shown()
                    + (number
                            ? " has no unit: write it as in 500ms, 10s, 5m, 1h or 7d"
                            : " is not a duration: write whole numbers with units, as in 500ms, 10s, 5m, 1h30m or 7d"));
        }
        Duration sum = Duration.ZERO;
        for (int i = 0; i < UNITS.size(); i++) {
            String count = matcher.group(i + 1);
            if (count != null) {
                sum = sum.plus(UNITS.get(i).length().multipliedBy(Long.parseLong(count)));
            }
        }
        return sum;
    }

    /** As it would be written in the configuration, to the millisecond: {@code 1h30m}. */
    public static String format(Duration duration) {
        if (duration.toMillis() == 0) {
            return "0s";
        }
        var text = new StringBuilder();
        long rest = duration.toMillis();
        for (Unit unit : UNITS) {
            long count = rest / unit.length().toMillis();
            rest %= unit.length().toMillis();
            if (count > 0) {
                text.append(count).append(unit.name());
            }
        }
        return text.toString();
    }
}
