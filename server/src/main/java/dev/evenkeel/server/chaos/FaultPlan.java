package dev.evenkeel.server.chaos;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How large a share of the requests fails, and in which ways. Hangs, resets and truncated answers are part of the
 * failures; what is left of them is one of 500, 502, 503 and 429, each as often as the others.
 *
 * @param fail the share of all requests that fail, 0 to 1
 * @param hang the share of all requests that never get an answer
 * @param reset the share of all requests whose connection is reset before the first byte
 * @param truncate the share of all requests whose answer breaks off
 */
public record FaultPlan(double fail, double hang, double reset, double truncate) {
    private static final List<Fault> EVENLY =
            List.of(new InternalServerError(), new BadGateway(), new ServiceUnavailable(), new TooManyRequests());

    /** Room for the sum of shares such as 0.1 + 0.2, which isn't 0.3. */
    private static final double ROUNDING = 1e-9;

    /** The part of the failures that hangs, and the part that resets, when nobody says. */
    private static final double USUAL_PART = 0.1;

    /** @throws IllegalArgumentException when a share is no number from 0 to 1, or the parts are more than the whole */
    public FaultPlan {
        check("fail", fail);
        check("hang", hang);
        check("reset", reset);
        check("truncate", truncate);
        if (hang + reset + truncate > fail + ROUNDING) {
            throw new IllegalArgumentException("hang (" + hang + "), reset (" + reset + ") and truncate (" + truncate
                    + ") are parts of fail (" + fail + "), so they must not sum to more than it");
        }
    }

    /** Failures of all kinds: a tenth of them hangs, a tenth is reset, none truncated. */
    public static FaultPlan of(double fail) {
        return new FaultPlan(fail, usualPart(fail), usualPart(fail), 0);
    }

    /** The share of hangs, or of resets, that goes with a share of failures when nobody says. */
    public static double usualPart(double fail) {
        return fail * USUAL_PART;
    }

    /** Draws the fate of one request; empty when it is answered as it should be. */
    Optional<Fault> draw(RandomGenerator lots) {
        double lot = lots.nextDouble();
        if (lot >= fail) {
            return Optional.empty();
        }
        double end = hang;
        if (lot < end) {
            return Optional.of(new Hang());
        }
        end += reset;
        if (lot < end) {
            return Optional.of(new Reset());
        }
        end += truncate;
        if (lot < end) {
            return Optional.of(new Truncate());
        }
        int index = (int) ((lot - end) / (fail - end) * EVENLY.size());
        return Optional.of(EVENLY.get(Math.min(index, EVENLY.size() - 1)));
    }

    private static void check(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be a share from 0 to 1, and is " + share);
        }
    }
}
