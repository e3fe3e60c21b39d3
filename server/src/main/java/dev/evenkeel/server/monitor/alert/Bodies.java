package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.server.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is written into requests about a notice. */
public final class Bodies {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([\\w.]+)\\s*}}");

    private Bodies() {}

    /** The notice itself: Alertmanager's webhook, version 4. */
    public static String webhook(JsonNode notice) {
        return text(notice);
    }

    /** An incoming webhook of Slack, and of those that take the same. */
    public static String slack(JsonNode notice) {
        ObjectNode root = Json.mapper().createObjectNode();
        String title = Notice.title(notice);
        String lines = Notice.lines(notice);
        root.put("text", title);
        ObjectNode attachment = root.putArray("attachments").addObject();
        attachment.put("color", notice.path("status").asText().equals("firing") ? "danger" : "good");
        attachment.put("title", title);
        attachment.put("text", lines);
        attachment.put("fallback", title);
        return text(root);
    }

    /**
     * A text with {@code {{status}}}, {@code {{title}}}, {@code {{summary}}}, {@code {{receiver}}}, {@code {{groupKey}}},
     * {@code {{labels.NAME}}}, {@code {{annotations.NAME}}} (those that all alerts share) and {@code {{json}}} (the whole
     * notice) put in; what there is none of is empty.
     *
     * @param escape the values for use inside of JSON strings, but for {@code {{json}}}
     * @throws IllegalArgumentException when it names something else; the message says what there is
     */
    public static Function<JsonNode, String> template(String template, boolean escape) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            if (!isKnown(matcher.group(1))) {
                throw new IllegalArgumentException("{{" + matcher.group(1) + "}} at character " + (matcher.start() + 1)
                        + " is nothing that there is: write status, title, summary, receiver, groupKey, labels.NAME,"
                        + " annotations.NAME or json");
            }
        }
        return notice -> PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), notice, escape)));
    }

    private static boolean isKnown(String name) {
        return switch (name) {
            case "status", "title", "summary", "receiver", "groupKey", "json" -> true;
            default -> name.startsWith("labels.") || name.startsWith("annotations.");
        };
    }

    private static String value(String name, JsonNode notice, boolean escape) {
        if (name.equals("json")) {
            return text(notice);
        }
        String value = switch (name) {
            case "title" -> Notice.title(notice);
            case "summary" -> Notice.lines(notice).strip();
            case "status", "receiver", "groupKey" -> notice.path(name).asText("");
            default -> {
                String map = name.startsWith("labels.") ? "commonLabels" : "commonAnnotations";
                yield notice.path(map)
                        .path(name.substring(name.indexOf('.') + 1))
                        .asText("");
            }
        };
        if (!escape) {
            return value;
        }
        String quoted = text(TextNode.valueOf(value));
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String text(JsonNode node) {
        return new String(Json.bytes(node), StandardCharsets.UTF_8);
    }
}
