package dev.evenkeel.core.process;

/**
 * A number of replicas, or a percentage of those wanted: {@code maxSurge} and {@code maxUnavailable}.
 *
 * @param value 0 or more, up to 100 for a percentage
 * @param percent whether it is one
 */
public record Share(int value, boolean percent) {

    /** @throws IllegalArgumentException when the value is out of its range */
    public Share {
        if (value < 0 || (percent && value > 100)) {
            throw new IllegalArgumentException(
                    "a number of replicas is 0 or more, a percentage 0% to 100%, not " + value + (percent ? "%" : ""));
        }
    }

    public static Share of(int replicas) {
        return new Share(replicas, false);
    }

    /**
     * Reads {@code 2} or {@code 25%}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Share parse(String text) {
        String trimmed = text.strip();
        boolean percent = trimmed.endsWith("%");
        try {
            return new Share(Integer.parseInt(percent ? trimmed.substring(0, trimmed.length() - 1) : trimmed), percent);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(
                    "write a number of replicas (1) or a percentage (25%), not " + text, wrong);
        }
    }

    /** Rounded up, as Kubernetes rounds {@code maxSurge}. */
    int ofUp(int replicas) {
        return percent ? (int) ((replicas * (long) value + 99) / 100) : value;
    }

    /** Rounded down, as Kubernetes rounds {@code maxUnavailable}. */
    int ofDown(int replicas) {
        return percent ? (int) (replicas * (long) value / 100) : value;
    }

    @Override
    public String toString() {
        return percent ? value + "%" : String.valueOf(value);
    }
}
