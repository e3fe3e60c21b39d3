package dev.evenkeel.server.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to send.
 *
 * @param lines go into the URL one after the other, over and over; one empty line when the URL has no place for them
 * @param count how many requests, at least 1
 * @param duration after which no more are sent, even when the count isn't reached; in an open loop the planned times
 * @param headers sent with each request
 * @param timeout for the answer from when the request was sent, and for a planned request to find a connection
 * @param expectBody what each 2xx answer must contain, with {@code {}} for the line
 * @param tally the response header whose values are counted
 * @param insecure whether any certificate will do
 */
public record LoadPlan(
        UrlTemplate url,
        List<String> lines,
        Pace pace,
        long count,
        Optional<Duration> duration,
        List<Map.Entry<String, String>> headers,
        Duration timeout,
        Optional<String> expectBody,
        Optional<String> tally,
        boolean insecure) {

    public LoadPlan {
        lines = List.copyOf(lines);
        headers = List.copyOf(headers);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("there is no line to send");
        }
        if (count < 1) {
            throw new IllegalArgumentException("the count must be 1 or more, not " + count);
        }
        if (!timeout.isPositive() || !duration.map(Duration::isPositive).orElse(true)) {
            throw new IllegalArgumentException("durations must be above 0");
        }
    }

    /** The line of the n-th request, counted from 0. */
    String line(long n) {
        return lines.get((int) (n % lines.size()));
    }
}
