package dev.evenkeel.server.gateway;

import java.util.ArrayList;
import java.util.List;

/** What is asked of the upstream: text with the parameters of a {@link PathPattern} put in as they were sent. */
final class PathTemplate {
    private sealed interface Part {
        record Text(String text) implements Part {}

        record Captured(int index) implements Part {}
    }

    private final List<Part> parts = new ArrayList<>();

    PathTemplate(String template, PathPattern pattern) {
        String text = template;
        boolean rest = text.endsWith("/**");
        if (rest) {
            text = text.substring(0, text.length() - 3);
        }
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int close = text.indexOf('}', open);
            parts.add(new Part.Text(text.substring(at, open)));
            parts.add(new Part.Captured(pattern.indexOf(text.substring(open + 1, close))));
            at = close + 1;
        }
        parts.add(new Part.Text(text.substring(at)));
        if (rest) {
            parts.add(new Part.Captured(pattern.parameters().size()));
        }
    }

    String fill(String[] captured) {
        var path = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String text) -> path.append(text);
                case Part.Captured(int index) -> path.append(captured[index]);
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }
}
