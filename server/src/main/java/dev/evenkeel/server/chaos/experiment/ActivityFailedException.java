package dev.evenkeel.server.chaos.experiment;

/** A probe or an action could not do what it is for; the experiment goes on and the journal says why. */
final class ActivityFailedException extends Exception {
    ActivityFailedException(String message) {
        super(message, null, false, false);
    }
}
