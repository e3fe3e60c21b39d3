package dev.evenkeel.server.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attempts of one exchange: how many there were, where, and the one or, while hedging, two that are under way. */
final class Race {
    private List<Endpoint> tried = List.of();
    private int attempts;
    private @Nullable Attempt first;
    private @Nullable Attempt second;

    int attempts() {
        return attempts;
    }

    /** Where it was tried before, as far as there is a choice. */
    List<Endpoint> tried() {
        return tried;
    }

    /** Before the attempt starts, since it may be over when {@link Attempt#start} returns. */
    void enter(Attempt attempt, boolean choice) {
        attempts++;
        if (choice) {
            if (tried.isEmpty()) {
                tried = new ArrayList<>(4);
            }
            tried.add(attempt.endpoint());
        }
        if (first == null) {
            first = attempt;
        } else {
            second = attempt;
        }
    }

    /** It has answered or failed. */
    void leave(Attempt attempt) {
        if (first == attempt) {
            first = second;
            second = null;
        } else if (second == attempt) {
            second = null;
        }
    }

    /** The one that began first; null when none is under way. */
    @Nullable
    Attempt first() {
        return first;
    }

    /** Whether this is the only one. */
    boolean alone(Attempt attempt) {
        return first == attempt && second == null;
    }

    boolean underWay() {
        return first != null;
    }

    boolean hedging() {
        return second != null;
    }

    /** One has answered: the others are given up, which tells something about endpoints that had a start. */
    void wonBy(Attempt winner) {
        overtaken(first, winner);
        overtaken(second, winner);
        cancelAll();
    }

    private static void overtaken(@Nullable Attempt loser, Attempt winner) {
        if (loser != null && !loser.isHedge() && loser.endpoint() != winner.endpoint()) {
            loser.endpoint().health().onOvertaken();
        }
    }

    void cancelAll() {
        Attempt one = first;
        Attempt other = second;
        first = null;
        second = null;
        if (one != null) {
            one.cancel();
        }
        if (other != null) {
            other.cancel();
        }
    }
}
