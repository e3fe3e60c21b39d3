package dev.evenkeel.core.resilience;

import dev.evenkeel.core.cache.HttpDate;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date. */
public final class RetryAfter {
    private RetryAfter() {}

    /**
     * Nanoseconds to wait; 0 when the field is missing, can't be read, or names a time that has passed.
     *
     * @param nowEpochSeconds the time of day, for the form with a date
     */
    public static long nanos(@Nullable String value, long nowEpochSeconds) {
        if (value == null) {
            return 0;
        }
        String text = value.strip();
        if (text.isEmpty()) {
            return 0;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                long date = HttpDate.parse(text, nowEpochSeconds);
                return date == HttpDate.INVALID ? 0 : TimeUnit.SECONDS.toNanos(Math.max(0, date - nowEpochSeconds));
            }
            seconds = Math.min(Integer.MAX_VALUE, seconds * 10 + (c - '0'));
        }
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
