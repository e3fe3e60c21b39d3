package dev.evenkeel.core.process;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param code its exit code, null when it has none
 * @param signal the number of the signal that ended it, null when none did
 * @param detail in words, for people
 */
public record Exit(@Nullable Integer code, @Nullable Integer signal, String detail) {

    public static Exit code(int code) {
        return new Exit(code, null, "exit code " + code);
    }

    public static Exit signal(int signal) {
        return new Exit(null, signal, "signal " + signal + name(signal));
    }

    /** It never ran, or nobody saw how it ended. */
    public static Exit unknown(String detail) {
        return new Exit(null, null, detail);
    }

    private static String name(int signal) {
        return switch (signal) {
            case 1 -> " (HUP)";
            case 2 -> " (INT)";
            case 3 -> " (QUIT)";
            case 6 -> " (ABRT)";
            case 9 -> " (KILL)";
            case 11 -> " (SEGV)";
            case 15 -> " (TERM)";
            default -> "";
        };
    }
}
