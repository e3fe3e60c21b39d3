package dev.evenkeel.server.monitor.alert;

import java.time.Duration;
import java.util.List;

/**
 * When receivers are told.
 *
 * @param groupBy alerts with the same values of these labels are told together
 * @param groupWait from the first alert of a group to the first notice, for others to join
 * @param groupInterval between a notice and the next one about a group that changed
 * @param repeatInterval between notices about a group that fires and didn't change
 * @param giveUpAfter how long a notice is tried to be delivered
 * @param externalUrl where people find this program
 */
public record Policy(
        List<String> groupBy,
        Duration groupWait,
        Duration groupInterval,
        Duration repeatInterval,
        Duration giveUpAfter,
        String externalUrl) {
    public Policy {
        groupBy = List.copyOf(groupBy);
    }
}
