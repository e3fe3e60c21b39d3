package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;

/** Brings one notice to where it belongs. */
@FunctionalInterface
public interface Sender {

    /**
     * Returns when it was taken.
     *
     * @param notice in the format of Alertmanager's webhook, version 4
     * @param identity the same for each try of one notice, and of no other, so that who gets it twice can see that
     * @throws NotSentException when it wasn't
     */
    void send(JsonNode notice, String identity) throws NotSentException, InterruptedException;

    /** It was not taken. */
    final class NotSentException extends Exception {
        private final boolean lasting;

        /** @param lasting trying again won't help */
        public NotSentException(String message, boolean lasting) {
            super(message);
            this.lasting = lasting;
        }

        public boolean isLasting() {
            return lasting;
        }
    }
}
