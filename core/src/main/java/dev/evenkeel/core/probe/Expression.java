package dev.evenkeel.core.probe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A condition after parsing. */
sealed interface Expression {
    /** Why it doesn't hold, in words; empty when it does. */
    Optional<String> failure(Evidence evidence);

    /** Shows every comparison in it. */
    void visit(Consumer<Comparison> visitor);

    record And(List<Expression> parts) implements Expression {
        @Override
        public Optional<String> failure(Evidence evidence) {
            for (Expression part : parts) {
                Optional<String> failure = part.failure(evidence);
                if (failure.isPresent()) {
                    return failure;
                }
            }
            return Optional.empty();
        }

        @Override
        public void visit(Consumer<Comparison> visitor) {
            parts.forEach(part -> part.visit(visitor));
        }
    }

    record Or(List<Expression> parts) implements Expression {
        @Override
        public Optional<String> failure(Evidence evidence) {
            var all = new StringBuilder();
            for (Expression part : parts) {
                Optional<String> failure = part.failure(evidence);
                if (failure.isEmpty()) {
                    return Optional.empty();
                }
                all.append(all.isEmpty() ? "" : ", and ").append(failure.get());
            }
            return Optional.of(all.toString());
        }

        @Override
        public void visit(Consumer<Comparison> visitor) {
            parts.forEach(part -> part.visit(visitor));
        }
    }

    record Not(Expression inner, String text) implements Expression {
        @Override
        public Optional<String> failure(Evidence evidence) {
            return inner.failure(evidence).isPresent()
                    ? Optional.empty()
                    : Optional.of(text + ": what it excludes holds");
        }

        @Override
        public void visit(Consumer<Comparison> visitor) {
            inner.visit(visitor);
        }
    }

    /**
     * Of several values one is enough; of a negating operator, one is enough to fail.
     *
     * @param literal null with {@link Operator#EXISTS}
     */
    record Comparison(
            Subject subject, Operator operator, @Nullable Literal literal, String text) implements Expression {
        @Override
        public Optional<String> failure(Evidence evidence) {
            boolean any = false;
            for (Object value : subject.values(evidence)) {
                any = any || literal == null || operator.holds(value, literal);
            }
            return any != operator.negates() ? Optional.empty() : Optional.of(text + ": " + subject.shown(evidence));
        }

        @Override
        public void visit(Consumer<Comparison> visitor) {
            visitor.accept(this);
        }

        /** Shows the durations that it compares with. */
        void durations(Consumer<Duration> visitor) {
            durations(literal, visitor);
        }

        private static void durations(@Nullable Literal literal, Consumer<Duration> visitor) {
            switch (literal) {
                case Literal.Time(Duration duration) -> visitor.accept(duration);
                case Literal.Range(Literal from, Literal to) -> {
                    durations(from, visitor);
                    durations(to, visitor);
                }
                case Literal.OneOf(List<Literal> all) -> all.forEach(one -> durations(one, visitor));
                case null, default -> {}
            }
        }
    }
}
