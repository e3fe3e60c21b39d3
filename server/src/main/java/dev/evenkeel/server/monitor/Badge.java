package dev.evenkeel.server.monitor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A small picture for read-me files, in SVG: what it is about, and how it is. */
final class Badge {
    private static final int CHARACTER = 7;
    private static final int PADDING = 10;

    private Badge() {}

    /** @param share 0 to 1; null when nothing is known */
    static String uptime(String label, @Nullable Double share) {
        if (share == null) {
            return svg(label, "no data", "#9f9f9f");
        }
        String colour = share >= 0.999 ? "#2ea44f" : share >= 0.99 ? "#97ca00" : share >= 0.95 ? "#dfb317" : "#e05d44";
        // Cut off, not rounded: 100 % is said only of what never failed.
        double percent = Math.floor(share * 100_000) / 1000;
        String text = percent == 100 ? "100 %" : String.format(Locale.ROOT, "%.2f %%", Math.floor(percent * 100) / 100);
        return svg(label, text, colour);
    }

    static String svg(String label, String value, String colour) {
        int left = label.length() * CHARACTER + PADDING;
        int right = value.length() * CHARACTER + PADDING;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%4$s: %5$s">
                  <title>%4$s: %5$s</title>
                  <rect width="%2$d" height="20" fill="#555"/>
                  <rect x="%2$d" width="%3$d" height="20" fill="%6$s"/>
                  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
                    <text x="%7$d" y="14">%4$s</text>
                    <text x="%8$d" y="14">%5$s</text>
                  </g>
                </svg>
                """.formatted(
                        left + right, left, right, escaped(label), escaped(value), colour, left / 2, left + right / 2);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
