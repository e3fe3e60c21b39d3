package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.AddressFamily;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.TlsClient;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the modules have in common. */
final class Common {
    private static final double NANOS = 1e9;

    private Common() {}

    static AddressFamily family(Keys keys) throws ModuleException {
        String preferred = keys.text("preferred_ip_protocol", "ip6");
        if (!preferred.equals("ip4") && !preferred.equals("ip6")) {
            throw new ModuleException(keys.path() + ".preferred_ip_protocol: write ip4 or ip6");
        }
        return new AddressFamily(
                preferred.equals("ip4") ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6,
                !keys.bool("ip_protocol_fallback", true));
    }

    static TlsClient.Settings tls(Keys keys) throws ModuleException {
        Keys tls = keys.section("tls_config");
        var settings = new TlsClient.Settings(
                !tls.bool("insecure_skip_verify", false),
                path(tls.text("ca_file")),
                path(tls.text("cert_file")),
                path(tls.text("key_file")),
                tls.text("server_name"),
                List.of());
        tls.end();
        return settings;
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null || text.isEmpty() ? null : Path.of(text);
    }

    /** A phase in seconds, 0 when it didn't take place. */
    static double seconds(long nanos) {
        return Math.max(0, nanos) / NANOS;
    }

    /** What choosing an address is told by. */
    static void address(Answer answer, ProbeText text) {
        String address = answer.ip();
        text.gauge(
                "probe_dns_lookup_time_seconds",
                "Returns the time taken for probe dns lookup in seconds",
                seconds(answer.timings().dns()));
        text.gauge(
                "probe_ip_addr_hash",
                "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
                address == null ? 0 : hash(address));
        text.gauge(
                "probe_ip_protocol",
                "Specifies whether probe ip protocol is IP4 or IP6",
                address == null ? 0 : address.contains(":") ? 6 : 4);
    }

    /** FNV-1a with 32 bits over the address. */
    private static double hash(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        int hash = 0x811c9dc5;
        for (byte part : bytes == null ? new byte[0] : bytes) {
            hash = (hash ^ (part & 0xff)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }
}
