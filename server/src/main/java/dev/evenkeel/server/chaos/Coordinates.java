package dev.evenkeel.server.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a country is, roughly: the middle of the principal places of its time zones, from {@code zone.tab} of the tz
 * database (public domain).
 */
final class Coordinates {
    /** In degrees, north and east positive, to two digits, which is more than the source is good for. */
    record Point(double latitude, double longitude) {}

    private static final String PACKAGED = "zone.tab";

    /** ISO 6709, degrees and minutes, seconds or none: {@code +4230+00131}, {@code -690022+0393524}. */
    private static final Pattern ROW =
            Pattern.compile("([A-Z]{2})\t([+-])(\\d{2})(\\d{2})(\\d{2})?([+-])(\\d{3})(\\d{2})(\\d{2})?\t.*");

    private final Map<String, Point> middles;

    private Coordinates(Map<String, Point> middles) {
        this.middles = middles;
    }

    static Coordinates packaged() throws IOException {
        try (InputStream in = Coordinates.class.getResourceAsStream(PACKAGED)) {
            if (in == null) {
                throw new IOException(PACKAGED + " is missing in the jar");
            }
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)));
        }
    }

    static Coordinates read(BufferedReader table) throws IOException {
        Map<String, List<Point>> places = new HashMap<>();
        for (String line = table.readLine(); line != null; line = table.readLine()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                places.computeIfAbsent(row.group(1), code -> new ArrayList<>())
                        .add(new Point(degrees(row, 2), degrees(row, 6)));
            }
        }
        Map<String, Point> middles = HashMap.newHashMap(places.size());
        places.forEach((code, points) -> middles.put(code, middle(points)));
        return new Coordinates(Map.copyOf(middles));
    }

    /** Empty for a code that the tz database doesn't have. */
    Optional<Point> of(String countryCode) {
        return Optional.ofNullable(middles.get(countryCode));
    }

    private static double degrees(Matcher row, int sign) {
        double value = Integer.parseInt(row.group(sign + 1)) + Integer.parseInt(row.group(sign + 2)) / 60.0;
        if (row.group(sign + 3) != null) {
            value += Integer.parseInt(row.group(sign + 3)) / 3600.0;
        }
        return row.group(sign).equals("-") ? -value : value;
    }

    /** The mean on the sphere, so that a country on both sides of the date line has its middle there. */
    private static Point middle(List<Point> points) {
        double x = 0;
        double y = 0;
        double z = 0;
        for (Point point : points) {
            double latitude = Math.toRadians(point.latitude());
            double longitude = Math.toRadians(point.longitude());
            x += Math.cos(latitude) * Math.cos(longitude);
            y += Math.cos(latitude) * Math.sin(longitude);
            z += Math.sin(latitude);
        }
        return new Point(
                twoDigits(Math.toDegrees(Math.atan2(z, Math.hypot(x, y)))),
                twoDigits(Math.toDegrees(Math.atan2(y, x))));
    }

    private static double twoDigits(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
