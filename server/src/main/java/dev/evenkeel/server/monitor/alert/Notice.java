package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.server.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one receiver is told about one group, in the format of Alertmanager's webhook, version 4. */
final class Notice {
    /** What Alertmanager writes for an end that hasn't come. */
    private static final String NO_END = "0001-01-01T00:00:00Z";

    private Notice() {}

    static String text(
            String receiver, String groupKey, Map<String, String> groupLabels, List<Alert> alerts, String externalUrl) {
        ObjectNode root = Json.mapper().createObjectNode();
        boolean firing = alerts.stream().anyMatch(Alert::isFiring);
        root.put("version", "4");
        root.put("groupKey", groupKey);
        root.put("truncatedAlerts", 0);
        root.put("status", firing ? "firing" : "resolved");
        root.put("receiver", receiver);
        put(root.putObject("groupLabels"), groupLabels);
        put(
                root.putObject("commonLabels"),
                common(alerts.stream().map(Alert::labels).toList()));
        put(
                root.putObject("commonAnnotations"),
                common(alerts.stream().map(Alert::annotations).toList()));
        root.put("externalURL", externalUrl);
        ArrayNode array = root.putArray("alerts");
        for (Alert alert : alerts) {
            ObjectNode node = array.addObject();
            node.put("status", alert.status());
            put(node.putObject("labels"), alert.labels());
            put(node.putObject("annotations"), alert.annotations());
            node.put("startsAt", alert.startsAt().toString());
            node.put("endsAt", alert.endsAt() == null ? NO_END : alert.endsAt().toString());
            node.put("generatorURL", alert.generatorUrl());
            node.put("fingerprint", alert.fingerprint());
        }
        return new String(Json.bytes(root), StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode node, Map<String, String> values) {
        new TreeMap<>(values).forEach(node::put);
    }

    private static Map<String, String> common(List<Map<String, String>> all) {
        var common = new TreeMap<>(all.getFirst());
        all.forEach(one -> common.entrySet().retainAll(one.entrySet()));
        return common;
    }

    /** One line for people: {@code [FIRING:2] CheckDown status-server}. */
    static String title(JsonNode notice) {
        long firing = 0;
        for (JsonNode alert : notice.path("alerts")) {
            firing += alert.path("status").asText().equals("firing") ? 1 : 0;
        }
        JsonNode common = notice.path("commonLabels");
        String name = common.path("alertname").asText(notice.path("receiver").asText());
        String service = common.path("service").asText("");
        String environment = common.path("environment").asText("");
        return (firing > 0 ? "[FIRING:" + firing + "] " : "[RESOLVED] ")
                + name
                + (service.isEmpty() ? "" : " " + service)
                + (environment.isEmpty() ? "" : " in " + environment);
    }

    /** A line for each alert. */
    static String lines(JsonNode notice) {
        var text = new StringBuilder();
        for (JsonNode alert : notice.path("alerts")) {
            JsonNode annotations = alert.path("annotations");
            String summary = annotations
                    .path("summary")
                    .asText(annotations.path("description").asText(""));
            text.append(alert.path("status").asText())
                    .append(": ")
                    .append(summary.isEmpty() ? alert.path("labels").toString() : summary)
                    .append(" (since ")
                    .append(alert.path("startsAt").asText())
                    .append(")\n");
        }
        return text.toString();
    }
}
