package dev.evenkeel.core.probe;

import java.util.function.LongUnaryOperator;

/**
 * Where the time of one run went, in nanoseconds; {@link #NONE} for a phase that didn't take place: no look-up for a
 * literal address, no connecting on a connection that was kept, no TLS without TLS. With redirects the phases of all
 * requests are added up.
 *
 * @param dns looking the name up
 * @param connect the TCP handshake
 * @param tls the TLS handshake
 * @param firstByte from the request sent to the first byte of the answer
 * @param transfer from the first byte to the last
 */
public record Timings(long dns, long connect, long tls, long firstByte, long transfer) {
    /** A phase that didn't take place. */
    public static final long NONE = -1;

    public static final Timings EMPTY = new Timings(NONE, NONE, NONE, NONE, NONE);

    /** The sum of what took place. */
    public long total() {
        LongUnaryOperator known = nanos -> Math.max(0, nanos);
        return known.applyAsLong(dns)
                + known.applyAsLong(connect)
                + known.applyAsLong(tls)
                + known.applyAsLong(firstByte)
                + known.applyAsLong(transfer);
    }
}
