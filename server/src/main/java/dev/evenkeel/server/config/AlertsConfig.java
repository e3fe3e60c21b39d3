package dev.evenkeel.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is told of alerts, and when.
 *
 * @param groupBy alerts with the same values of these labels are told together
 * @param groupWait from the first alert of a group to the first notice
 * @param groupInterval between a notice and the next one about a group that changed
 * @param repeatInterval between notices about a group that fires and didn't change
 * @param giveUpAfter how long a notice is tried to be delivered
 * @param externalUrl where people find this program
 */
public record AlertsConfig(
        List<ReceiverConfig> receivers,
        List<String> groupBy,
        Duration groupWait,
        Duration groupInterval,
        Duration repeatInterval,
        Duration giveUpAfter,
        String externalUrl) {

    static AlertsConfig from(Section section) {
        Set<String> names = new HashSet<>();
        var receivers = new ArrayList<ReceiverConfig>();
        for (Section receiver : section.sections("receivers")) {
            ReceiverConfig config = ReceiverConfig.from(receiver, "receiver-" + (receivers.size() + 1));
            if (!names.add(config.name())) {
                receiver.reject("name", "another receiver has this name: give each its own");
            }
            receivers.add(config);
        }
        Duration second = Duration.ofSeconds(1);
        Duration month = Duration.ofDays(31);
        return new AlertsConfig(
                List.copyOf(receivers),
                section.list("groupBy", List.of("service", "environment")),
                section.duration("groupWait", second.multipliedBy(5), Duration.ZERO, Duration.ofHours(1)),
                section.duration("groupInterval", Duration.ofMinutes(1), second, Duration.ofDays(1)),
                section.duration("repeatInterval", Duration.ofHours(4), second, month),
                section.duration("giveUpAfter", Duration.ofDays(1), second, month),
                section.text("externalUrl", "http://127.0.0.1:8080"));
    }
}
