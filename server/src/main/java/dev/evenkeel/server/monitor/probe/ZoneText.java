package dev.evenkeel.server.monitor.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** DNS records as they stand in zone files (RFC 1035, 5.1); types without a text form here as in RFC 3597. */
final class ZoneText {
    private ZoneText() {}

    static DnsMessage of(DnsResponse response) {
        return new DnsMessage(
                rcode(response.code()),
                (response.z() & 0b010) != 0,
                section(response, DnsSection.ANSWER),
                section(response, DnsSection.AUTHORITY),
                section(response, DnsSection.ADDITIONAL));
    }

    /** As zone tools write it: {@code NXDOMAIN}. */
    static String rcode(DnsResponseCode code) {
        return code.toString().replaceAll("\\(.*", "").toUpperCase(Locale.ROOT);
    }

    private static List<String> section(DnsResponse response, DnsSection section) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < response.count(section); i++) {
            DnsRecord record = response.recordAt(section, i);
            if (!record.type().equals(DnsRecordType.OPT)) {
                lines.add(record.name() + "\t" + record.timeToLive() + "\tIN\t"
                        + record.type().name() + "\t" + data(record));
            }
        }
        return List.copyOf(lines);
    }

    private static String data(DnsRecord record) {
        if (record instanceof DnsPtrRecord pointer) {
            return pointer.hostname();
        }
        if (!(record instanceof DnsRawRecord raw)) {
            return "";
        }
        ByteBuf content = raw.content().duplicate();
        try {
            return switch (record.type().name()) {
                case "A", "AAAA" -> NetUtil.bytesToIpAddress(ByteBufUtil.getBytes(content));
                case "CNAME", "NS", "DNAME" -> DefaultDnsRecordDecoder.decodeName(content);
                case "MX" -> content.readUnsignedShort() + " " + DefaultDnsRecordDecoder.decodeName(content);
                case "TXT", "SPF" -> strings(content);
                case "SRV" ->
                    content.readUnsignedShort() + " " + content.readUnsignedShort() + " " + content.readUnsignedShort()
                            + " " + DefaultDnsRecordDecoder.decodeName(content);
                case "SOA" ->
                    DefaultDnsRecordDecoder.decodeName(content) + " " + DefaultDnsRecordDecoder.decodeName(content)
                            + " " + content.readUnsignedInt() + " " + content.readUnsignedInt() + " "
                            + content.readUnsignedInt() + " " + content.readUnsignedInt() + " "
                            + content.readUnsignedInt();
                default -> unknown(raw.content());
            };
        } catch (RuntimeException e) {
            // Compressed names inside of records of newer types, or records cut short.
            return unknown(raw.content());
        }
    }

    private static String strings(ByteBuf content) {
        var text = new StringBuilder();
        while (content.isReadable()) {
            int length = content.readUnsignedByte();
            String string =
                    content.readCharSequence(length, StandardCharsets.UTF_8).toString();
            text.append(text.isEmpty() ? "" : " ")
                    .append('"')
                    .append(string.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text.toString();
    }

    private static String unknown(ByteBuf content) {
        return "\\# " + content.readableBytes() + " " + ByteBufUtil.hexDump(content);
    }
}
