package dev.evenkeel.server.config;

/**
 * Ports that replicas may be given.
 *
 * @param first 1 to 65535
 * @param last not below {@code first}
 */
public record PortRange(int first, int last) {
    /** Below those that systems give to outgoing connections (Linux: 32768 and up), above those of usual services. */
    static final PortRange USUAL = new PortRange(20_000, 29_999);

    static PortRange from(Section section, String key, PortRange fallback) {
        String text = section.text(key, fallback.toString());
        String[] ends = text.split("-", -1);
        if (!text.matches("\\d{1,5}(-\\d{1,5})?")) {
            section.reject(key, "write one port, or the first and the last, as in 20000-20099");
            return fallback;
        }
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        if (first < 1 || last > 65_535 || last < first) {
            section.reject(key, "ports are from 1 to 65535, the first before the last");
            return fallback;
        }
        return new PortRange(first, last);
    }

    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
