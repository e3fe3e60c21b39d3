package dev.evenkeel.server.platform.health;

import java.util.Locale;

/** One dependency that can be asked how it is. The answer is a value: {@link #check} doesn't throw. */
public interface HealthCheck {

    /** As shown under {@code dependencies} of {@code /health}. */
    String name();

    Health check();

    /**
     * How a dependency is.
     *
     * @param detail for people: what works, or what doesn't and since when
     */
    record Health(State state, String detail) {
        public static Health healthy(String detail) {
            return new Health(State.HEALTHY, detail);
        }

        /** Still serving, from what is known. */
        public static Health degraded(String detail) {
            return new Health(State.DEGRADED, detail);
        }

        /** Not able to serve. */
        public static Health unhealthy(String detail) {
            return new Health(State.UNHEALTHY, detail);
        }
    }

    enum State {
        HEALTHY,
        DEGRADED,
        UNHEALTHY;

        /** The name on the wire, as in {@code "healthy"}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
