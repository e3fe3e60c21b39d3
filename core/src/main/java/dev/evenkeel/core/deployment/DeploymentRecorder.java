package dev.evenkeel.core.deployment;

import java.io.IOException;

/** Tells a registry of deployments that this program makes itself: in process, or over HTTP. */
public interface DeploymentRecorder {

    /**
     * Adds the record, or brings the one with the same id to this status, end and labels. Repeating it is harmless.
     *
     * @param deployment its id is the one that its {@code externalId} always gives (see {@link Ids#of})
     * @throws IOException when the registry can't be reached now: try again later
     * @throws RefusedException when it will never take the record
     */
    void record(Deployment deployment) throws IOException;

    /** Trying again is useless; the message says why. */
    final class RefusedException extends IOException {
        public RefusedException(String message) {
            super(message);
        }
    }
}
