package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a JSONPath from left to right. */
final class JsonPathParser {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");
    private static final Pattern QUOTED = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SLICE = Pattern.compile("(-?\\d{1,9})?:(-?\\d{1,9})?(?::(\\d{1,9}))?");
    private static final Pattern INDEX = Pattern.compile("-?\\d{1,9}");
    private static final Pattern OPERATOR = Pattern.compile("\\s*(==|!=|<=|>=|=|<|>)\\s*");
    private static final Pattern LITERAL = Pattern.compile("-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null");

    private final String text;
    private int at;

    JsonPathParser(String text) {
        this.text = text;
    }

    JsonPath whole() {
        if (!eat("$")) {
            throw wrong("a path begins with $");
        }
        JsonPath path = segments();
        if (at < text.length()) {
            throw wrong("that is not expected here");
        }
        return path;
    }

    private JsonPath segments() {
        List<JsonPath.Segment> segments = new ArrayList<>();
        while (at < text.length()) {
            if (eat("..")) {
                segments.add(new JsonPath.Segment(true, eat("[") ? bracket() : List.of(dotted())));
            } else if (eat(".")) {
                segments.add(new JsonPath.Segment(false, List.of(dotted())));
            } else if (eat("[")) {
                segments.add(new JsonPath.Segment(false, bracket()));
            } else {
                break;
            }
        }
        return new JsonPath(segments);
    }

    private JsonSelector dotted() {
        if (eat("*")) {
            return new JsonSelector.Wildcard();
        }
        return new JsonSelector.Name(
                take(NAME).map(Matcher::group).orElseThrow(() -> wrong("a name or * is expected here")));
    }

    private List<JsonSelector> bracket() {
        List<JsonSelector> selectors = new ArrayList<>();
        do {
            blanks();
            selectors.add(selector());
            blanks();
        } while (eat(","));
        if (!eat("]")) {
            throw wrong("a ] is missing here");
        }
        return selectors;
    }

    private JsonSelector selector() {
        if (eat("*")) {
            return new JsonSelector.Wildcard();
        }
        if (eat("?")) {
            return filter();
        }
        Optional<Matcher> quoted = take(QUOTED);
        if (quoted.isPresent()) {
            return new JsonSelector.Name(unquote(quoted.get()));
        }
        Optional<Matcher> slice = take(SLICE);
        if (slice.isPresent()) {
            return slice(slice.get());
        }
        return new JsonSelector.Index(take(INDEX)
                .map(it -> Integer.parseInt(it.group()))
                .orElseThrow(() -> wrong("an index, a slice, a name in quotes, * or ?(…) is expected here")));
    }

    private JsonSelector slice(Matcher slice) {
        int step = slice.group(3) == null ? 1 : Integer.parseInt(slice.group(3));
        if (step == 0) {
            throw wrong("the step of a slice must be above 0");
        }
        return new JsonSelector.Slice(
                Optional.ofNullable(slice.group(1)).map(Integer::valueOf),
                Optional.ofNullable(slice.group(2)).map(Integer::valueOf),
                step);
    }

    private JsonSelector filter() {
        boolean parenthesis = eat("(");
        blanks();
        if (!eat("@")) {
            throw wrong("a filter begins with @");
        }
        JsonPath path = segments();
        Optional<Matcher> operator = take(OPERATOR);
        JsonNode operand = operator.isPresent() ? literal() : NullNode.instance;
        blanks();
        if (parenthesis && !eat(")")) {
            throw wrong("a ) is missing here");
        }
        return new JsonSelector.Filter(path, operator.map(it -> it.group(1)).orElse(""), operand);
    }

    private JsonNode literal() {
        Optional<Matcher> quoted = take(QUOTED);
        if (quoted.isPresent()) {
            return TextNode.valueOf(unquote(quoted.get()));
        }
        String literal = take(LITERAL).map(Matcher::group).orElseThrow(() -> wrong("a value is expected here"));
        try {
            return Json.parse(literal.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException(literal + " is no value", e);
        }
    }

    private static String unquote(Matcher quoted) {
        String inside = quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
        return inside.replaceAll("\\\\(.)", "$1");
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private boolean eat(String token) {
        boolean there = text.startsWith(token, at);
        if (there) {
            at += token.length();
        }
        return there;
    }

    private Optional<Matcher> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        return Optional.of(matcher);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "the JSON path " + text + " goes wrong after \"" + text.substring(0, at) + "\": " + what);
    }
}
