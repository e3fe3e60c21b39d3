package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Cause;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.handler.codec.dns.TcpDnsResponseDecoder;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks a name server for the records of a name.
 *
 * @param server null for the first one that this machine uses
 * @param name what is asked for
 * @param type of the records
 * @param recursion whether the server is to ask others
 * @param tcp instead of UDP
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails ends the attempt, which hears of it.
public record DnsProbe(
        @Nullable String server,
        int port,
        String name,
        DnsRecordType type,
        boolean recursion,
        boolean tcp,
        AddressFamily family)
        implements Probe {
    private static final int MAX_ID = 65_536;

    @Override
    public void run(Attempt attempt) {
        if (server == null) {
            InetSocketAddress usual = DnsServerAddressStreamProviders.platformDefault()
                    .nameServerAddressStream(name)
                    .next();
            InetAddress address = usual.getAddress();
            if (address == null) {
                attempt.fail(Cause.LOCAL, "this machine's name server " + usual.getHostString() + " is no address");
            } else {
                ask(attempt, address, usual.getPort());
            }
            return;
        }
        attempt.resolve(server, family, address -> ask(attempt, address, port));
    }

    private void ask(Attempt attempt, InetAddress address, int toPort) {
        if (tcp) {
            attempt.connect(address, toPort, null, "", channel -> {
                attempt.enter(Phase.FIRST_BYTE);
                String last = channel.pipeline().lastContext().name();
                channel.pipeline().addBefore(last, null, new TcpDnsQueryEncoder());
                channel.pipeline().addBefore(last, null, new TcpDnsResponseDecoder());
                int id = attempt.loop().random(MAX_ID);
                channel.pipeline().addBefore(last, null, new Receiver(attempt, id));
                channel.writeAndFlush(asking(new DefaultDnsQuery(id)), channel.voidPromise());
            });
        } else {
            askByDatagram(attempt, address, toPort);
        }
    }

    private void askByDatagram(Attempt attempt, InetAddress address, int toPort) {
        var remote = new InetSocketAddress(address, toPort);
        int id = attempt.loop().random(MAX_ID);
        attempt.answer().address = NetUtil.toAddressString(address);
        attempt.enter(Phase.FIRST_BYTE);
        ChannelFuture connecting = new Bootstrap()
                .group(attempt.loop().executor())
                .channel(attempt.loop().datagram())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new DatagramDnsQueryEncoder(),
                                        new DatagramDnsResponseDecoder(),
                                        new Receiver(attempt, id),
                                        new Attempt.Ending(attempt));
                    }
                })
                .connect(remote);
        attempt.use(connecting.channel());
        connecting.addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                Channel channel = connected.channel();
                channel.writeAndFlush(asking(new DatagramDnsQuery(null, remote, id)), channel.voidPromise());
            } else {
                attempt.fail(connected.cause());
            }
        });
    }

    private DnsQuery asking(DnsQuery query) {
        return query.setOpCode(DnsOpCode.QUERY)
                .setRecursionDesired(recursion)
                .setRecord(DnsSection.QUESTION, new DefaultDnsQuestion(absolute(), type));
    }

    private String absolute() {
        return name.endsWith(".") ? name : name + ".";
    }

    @Override
    public String target() {
        String where = server == null ? "" : port == 53 ? server : server + ":" + port;
        return "dns://" + where + "/" + name + "?type=" + type.name() + (tcp ? "&tcp=true" : "");
    }

    private static final class Receiver extends SimpleChannelInboundHandler<DnsResponse> {
        private final Attempt attempt;
        private final int id;

        Receiver(Attempt attempt, int id) {
            this.attempt = attempt;
            this.id = id;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsResponse response) {
            if (attempt.ended() || response.id() != id) {
                return;
            }
            Answer answer = attempt.answer();
            answer.protocol = "DNS";
            answer.dns = ZoneText.of(response);
            answer.body = String.join("\n", answer.dns.answer()).getBytes(StandardCharsets.UTF_8);
            answer.bodyLength = answer.body.length;
            DnsRecord first = response.recordAt(DnsSection.QUESTION);
            if (first == null) {
                attempt.fail(Cause.PROTOCOL, "the answer does not repeat the question");
            } else {
                attempt.succeed();
            }
        }
    }
}
