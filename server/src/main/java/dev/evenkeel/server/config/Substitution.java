package dev.evenkeel.server.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into a text: a dollar sign with {@code NAME} or {@code NAME:default} in braces. Two dollar
 * signs before the brace stand for one, and no variable; a dollar sign anywhere else stands for itself.
 */
final class Substitution {
    private static final Pattern OPENING = Pattern.compile("\\$?\\$\\{");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

    private final @Nullable Map<String, String> environment;

    Substitution(Map<String, String> environment) {
        this.environment = environment;
    }

    private Substitution() {
        environment = null;
    }

    /** Leaves every text as it is: for what must not see the environment. */
    static Substitution none() {
        return new Substitution();
    }

    /**
     * @param text with the variables put in
     * @param fromVariables whether any part of it is a variable's value rather than a default
     */
    record Result(String text, boolean fromVariables) {}

    /** @throws Wrong when a variable is missing and has no default, or a reference is malformed */
    Result apply(String text) throws Wrong {
        if (environment == null) {
            return new Result(text, false);
        }
        var result = new StringBuilder();
        var opening = OPENING.matcher(text);
        boolean fromVariables = false;
        int done = 0;
        while (opening.find(done)) {
            result.append(text, done, opening.start());
            if (opening.group().length() == 3) {
                result.append("${");
                done = opening.end();
                continue;
            }
            Matcher reference = REFERENCE.matcher(text).region(opening.start(), text.length());
            if (!reference.lookingAt()) {
                throw new Wrong("a ${ that is no variable: write ${NAME} or ${NAME:default}, or $${ for the text ${");
            }
            String name = reference.group(1);
            String value = environment.get(name);
            if (value != null) {
                fromVariables = true;
                result.append(value);
            } else if (reference.group(2) != null) {
                result.append(reference.group(2));
            } else {
                throw new Wrong("the environment has no variable " + name + ": set it, or give a default as in ${"
                        + name + ":default}");
            }
            done = reference.end();
        }
        return new Result(result.append(text, done, text.length()).toString(), fromVariables);
    }
}
