package dev.evenkeel.server.monitor.alert;

import java.util.Set;

/**
 * Somebody who is told of alerts.
 *
 * @param name unique
 * @param severities the values of the label {@code severity} that it is told of; empty for all
 * @param sendResolved whether it is told of the end too
 * @param sender how it is told
 */
public record Receiver(String name, Set<String> severities, boolean sendResolved, Sender sender) {

    boolean wants(Alert alert) {
        return severities.isEmpty() || severities.contains(alert.label("severity"));
    }
}
