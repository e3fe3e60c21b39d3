package dev.evenkeel.core.incident;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The deployment that probably did it.
 *
 * @param confidence 0 to 1, how sure that is; see {@link Attribution}
 * @param evidence what speaks for and against it, in words with numbers
 * @param decidedBy who confirmed it or named it; null while it is only suspected
 */
public record Suspect(
        String deploymentId,
        String version,
        double confidence,
        List<String> evidence,
        Verdict verdict,
        @Nullable String decidedBy) {

    public Suspect {
        evidence = List.copyOf(evidence);
    }

    /** Who says so. */
    public enum Verdict {
        /** The program, from what it saw. */
        SUSPECTED,
        /** A person agreed. */
        CONFIRMED,
        /** A person named another one than the program did. */
        NAMED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
