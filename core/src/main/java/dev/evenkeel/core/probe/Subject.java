package dev.evenkeel.core.probe;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the left of a comparison: a part of the answer.
 *
 * @param name as it is written
 * @param path what {@link Part#JSON} picks; null for the others
 */
record Subject(Part part, String name, @Nullable JsonPath path) {
    private static final int SHOWN = 80;

    enum Part {
        STATUS("a number"),
        LATENCY("a duration"),
        BODY("a text"),
        HEADER("a text"),
        JSON("a value"),
        CERTIFICATE("a duration"),
        IP("an address"),
        RCODE("a text"),
        PROTOCOL("a text");

        private final String kind;

        Part(String kind) {
            this.kind = kind;
        }

        /** For error messages. */
        String kind() {
            return kind;
        }
    }

    /** The values that it has, none where it is missing. */
    List<@Nullable Object> values(Evidence evidence) {
        return switch (part) {
            case STATUS -> known(evidence.status());
            case LATENCY -> known(evidence.latency());
            case BODY -> known(evidence.body());
            case HEADER -> known(evidence.header(name.substring("header.".length())));
            case JSON -> {
                Object document = evidence.json();
                yield document == Evidence.NO_JSON || path == null ? List.of() : path.find(document);
            }
            case CERTIFICATE -> known(evidence.certificateExpiresIn());
            case IP -> known(evidence.ip());
            case RCODE -> known(evidence.rcode());
            case PROTOCOL -> known(evidence.protocol());
        };
    }

    /** What it was, for people. */
    String shown(Evidence evidence) {
        if (part == Part.JSON && evidence.json() == Evidence.NO_JSON) {
            return "the body is no JSON";
        }
        List<@Nullable Object> values = values(evidence);
        if (values.isEmpty()) {
            return "there is none";
        }
        String all = values.size() == 1 ? shown(values.getFirst()) : values.toString();
        String oneLine = all.replaceAll("\\p{Cntrl}+", " ");
        return "was " + (oneLine.length() > SHOWN ? oneLine.substring(0, SHOWN) + "…" : oneLine);
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case String text -> '"' + text + '"';
            case Duration duration -> DurationText.format(duration);
            case null -> "null";
            default -> value.toString();
        };
    }

    private static List<@Nullable Object> known(@Nullable Object value) {
        return value == null ? List.of() : Collections.singletonList(value);
    }
}
