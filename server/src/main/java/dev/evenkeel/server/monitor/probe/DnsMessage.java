package dev.evenkeel.server.monitor.probe;

import java.util.List;

/**
 * The answer of a name server.
 *
 * @param rcode as in {@code NOERROR}
 * @param authenticated whether the server vouches for it (the AD bit)
 * @param answer records as in a zone file, {@code name TTL IN type data} with tabs between
 */
public record DnsMessage(
        String rcode, boolean authenticated, List<String> answer, List<String> authority, List<String> additional) {}
