package dev.evenkeel.server.supervisor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one start of one replica. Its process carries the name, so that it says whose it is and where it listens even
 * when the supervisor was killed before it could note either.
 *
 * @param life the number of the start, 1 for the first
 */
record RunName(String app, String replica, int life, int port) {
    private static final Pattern FORM = Pattern.compile("([^~]+)~([^~]+)~(\\d{1,9})~(\\d{1,5})");

    /** Empty when it is none. */
    static Optional<RunName> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new RunName(
                        parts.group(1),
                        parts.group(2),
                        Integer.parseInt(parts.group(3)),
                        Integer.parseInt(parts.group(4))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return String.join("~", app, replica, String.valueOf(life), String.valueOf(port));
    }
}
