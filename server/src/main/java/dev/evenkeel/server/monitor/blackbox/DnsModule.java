package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.AddressFamily;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.DnsMessage;
import dev.evenkeel.server.monitor.probe.DnsProbe;
import dev.evenkeel.server.monitor.probe.Probe;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The prober {@code dns}. */
record DnsModule(
        String name,
        DnsRecordType type,
        boolean recursion,
        boolean tcp,
        List<String> validRcodes,
        Validator answer,
        Validator authority,
        Validator additional,
        AddressFamily family)
        implements Prober {
    private static final int PORT = 53;

    /** What the records of a section have to match, or must not. */
    record Validator(
            List<Pattern> failIfMatches,
            List<Pattern> failIfAllMatch,
            List<Pattern> failIfNotMatches,
            List<Pattern> failIfNoneMatches) {

        static Validator read(Keys keys) throws ModuleException {
            var validator = new Validator(
                    keys.patterns("fail_if_matches_regexp"),
                    keys.patterns("fail_if_all_match_regexp"),
                    keys.patterns("fail_if_not_matches_regexp"),
                    keys.patterns("fail_if_none_matches_regexp"));
            keys.end();
            return validator;
        }

        boolean holds(String section, List<String> records, ProbeText text) {
            if (records.isEmpty() && !(failIfNotMatches.isEmpty() && failIfNoneMatches.isEmpty())) {
                return text.fail(section + ": a match is required, but there are no records");
            }
            boolean all = true;
            boolean any = false;
            for (String line : records) {
                if (failIfMatches.stream()
                        .anyMatch(pattern -> pattern.matcher(line).find())) {
                    return text.fail(section + ": a record matched fail_if_matches_regexp: " + line);
                }
                if (!failIfNotMatches.stream()
                        .allMatch(pattern -> pattern.matcher(line).find())) {
                    return text.fail(section + ": a record did not match fail_if_not_matches_regexp: " + line);
                }
                all = all
                        && failIfAllMatch.stream()
                                .allMatch(pattern -> pattern.matcher(line).find());
                any = any
                        || failIfNoneMatches.stream()
                                .anyMatch(pattern -> pattern.matcher(line).find());
            }
            // As blackbox_exporter has it: the name says the opposite of what it does.
            if (!failIfAllMatch.isEmpty() && !all) {
                return text.fail(section + ": not all records matched fail_if_all_match_regexp");
            }
            return failIfNoneMatches.isEmpty()
                    || any
                    || text.fail(section + ": no record matched fail_if_none_matches_regexp");
        }
    }

    static Prober read(Keys keys) throws ModuleException {
        String name = keys.text("query_name", "");
        if (name.isEmpty()) {
            throw new ModuleException(keys.path() + ".query_name: is missing");
        }
        String type = keys.text("query_type", "ANY");
        String transport = keys.text("transport_protocol", "udp");
        boolean secure = keys.bool("dns_over_tls", false);
        boolean bound = keys.has("source_ip_address");
        boolean internet = keys.text("query_class", "IN").equals("IN");
        boolean here = internet && !secure && !bound;
        Common.tls(keys);
        List<String> rcodes = keys.texts("valid_rcodes");
        Prober module;
        try {
            module = new DnsModule(
                    name,
                    DnsRecordType.valueOf(type),
                    keys.bool("recursion_desired", true),
                    transport.equals("tcp"),
                    rcodes.isEmpty() ? List.of("NOERROR") : rcodes,
                    Validator.read(keys.section("validate_answer_rrs")),
                    Validator.read(keys.section("validate_authority_rrs")),
                    Validator.read(keys.section("validate_additional_rrs")),
                    Common.family(keys));
        } catch (IllegalArgumentException e) {
            throw new ModuleException(keys.path() + ".query_type: " + type + " is not known");
        }
        keys.end();
        if (!transport.equals("udp") && !transport.equals("tcp")) {
            throw new ModuleException(keys.path() + ".transport_protocol: write udp or tcp");
        }
        return here
                ? module
                : new RefusedModule("dns_over_tls, source_ip_address and query classes but IN are not supported");
    }

    @Override
    public Probe probe(String target, @Nullable String hostname) {
        TcpModule.HostAndPort server = TcpModule.HostAndPort.parse(target, PORT);
        return new DnsProbe(server.host(), server.port(), name, type, recursion, tcp, family);
    }

    @Override
    public boolean judge(Answer result, ProbeText text) {
        DnsMessage message = result.dns();
        Common.address(result, text);
        text.gauge(
                "probe_dns_additional_rrs",
                "Returns number of entries in the additional resource record list",
                message == null ? 0 : message.additional().size());
        text.gauge(
                "probe_dns_answer_rrs",
                "Returns number of entries in the answer resource record list",
                message == null ? 0 : message.answer().size());
        text.gauge(
                "probe_dns_authority_rrs",
                "Returns number of entries in the authority resource record list",
                message == null ? 0 : message.authority().size());
        String durations = "probe_dns_duration_seconds";
        text.family(durations, "Duration of DNS request by phase")
                .sample(
                        durations,
                        Map.of("phase", "connect"),
                        Common.seconds(result.timings().connect()))
                .sample(
                        durations,
                        Map.of("phase", "request"),
                        Common.seconds(result.timings().firstByte()))
                .sample(
                        durations,
                        Map.of("phase", "resolve"),
                        Common.seconds(result.timings().dns()));
        text.gauge(
                "probe_dns_query_succeeded",
                "Displays whether or not the query was executed successfully",
                message == null ? 0 : 1);
        if (message == null) {
            return false;
        }
        if (type.equals(DnsRecordType.SOA)) {
            text.gauge("probe_dns_serial", "Returns the serial number of the zone", serial(message));
        }
        if (!validRcodes.contains(message.rcode())) {
            return text.fail("the response code " + message.rcode() + " is none of " + validRcodes);
        }
        return answer.holds("answer", message.answer(), text)
                && authority.holds("authority", message.authority(), text)
                && additional.holds("additional", message.additional(), text);
    }

    private static double serial(DnsMessage message) {
        for (String line : message.answer()) {
            String[] fields = line.split("\t", -1);
            String[] data = fields[4].split(" ", -1);
            if (fields[3].equals("SOA") && data.length > 2) {
                return Double.parseDouble(data[2]);
            }
        }
        return 0;
    }
}
