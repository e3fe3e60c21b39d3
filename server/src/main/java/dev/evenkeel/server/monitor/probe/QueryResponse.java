package dev.evenkeel.server.monitor.probe;

import dev.evenkeel.core.probe.Cause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expects lines and sends others, step by step, as blackbox_exporter's {@code query_response} does.
 *
 * @param tls for a step that begins TLS
 * @param serverName for TLS
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails ends the channel, which is heard of there.
public record QueryResponse(List<Step> steps, TlsClient tls, String serverName) implements TcpProbe.Dialogue {
    private static final int LONGEST = 64 << 10;
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+)|\\$)");

    /**
     * One step: what is expected first, then what is sent, then TLS.
     *
     * @param expect found in a line; lines before it are passed over; null for none
     * @param expectBytes exactly these come next; empty for none
     * @param send a line, with references to the groups of {@code expect}; empty for none
     * @param labels what to take from the line: name and template
     */
    public record Step(
            @Nullable Pattern expect, String expectBytes, String send, boolean startTls, Map<String, String> labels) {}

    @Override
    public void begin(Attempt attempt, Channel channel) {
        var talk = new Talk(attempt, channel);
        String last = channel.pipeline().lastContext().name();
        channel.pipeline().addBefore(last, "talk", talk);
        attempt.enter(Phase.FIRST_BYTE);
        talk.proceed();
    }

    private final class Talk extends ChannelInboundHandlerAdapter {
        private final Attempt attempt;
        private final Channel channel;
        private final ByteBuf received = Unpooled.buffer();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private int at;
        private boolean securing;

        Talk(Attempt attempt, Channel channel) {
            this.attempt = attempt;
            this.channel = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                received.writeBytes(bytes);
                bytes.release();
                proceed();
            } else {
                context.fireChannelRead(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (at < steps.size() && steps.get(at).expect() != null && !attempt.ended()) {
                // The last line may have no end.
                received.writeByte('\n');
                proceed();
                note(true, false);
                attempt.fail(
                        Cause.CONDITION,
                        "no line matched "
                                + steps.get(Math.min(at, steps.size() - 1)).expect());
            }
            context.fireChannelInactive();
        }

        void proceed() {
            while (!attempt.ended() && !securing && at < steps.size()) {
                Step step = steps.get(at);
                String send = step.send();
                if (step.expect() != null) {
                    Matcher matched = await(step.expect());
                    if (matched == null) {
                        return;
                    }
                    send = expand(send, matched);
                    step.labels().forEach((name, template) -> labels.put(name, expand(template, matched)));
                }
                if (!step.expectBytes().isEmpty() && !bytesCame(step.expectBytes())) {
                    return;
                }
                if (!send.isEmpty()) {
                    byte[] line = (send + "\n").getBytes(StandardCharsets.ISO_8859_1);
                    channel.writeAndFlush(Unpooled.wrappedBuffer(line));
                }
                at++;
                if (step.startTls()) {
                    secure();
                }
            }
            if (at == steps.size() && !securing && !attempt.ended()) {
                note(false, false);
                attempt.succeed();
            }
        }

        private void secure() {
            securing = true;
            received.clear();
            attempt.secure(channel, tls, serverName, secured -> {
                securing = false;
                attempt.enter(Phase.FIRST_BYTE);
                proceed();
            });
        }

        private @Nullable Matcher await(Pattern pattern) {
            while (true) {
                int end = received.indexOf(received.readerIndex(), received.writerIndex(), (byte) '\n');
                if (end < 0) {
                    if (received.readableBytes() > LONGEST) {
                        attempt.fail(Cause.PROTOCOL, "a line of more than " + LONGEST + " bytes");
                    }
                    return null;
                }
                String line = received.readCharSequence(end - received.readerIndex(), StandardCharsets.ISO_8859_1)
                        .toString();
                received.skipBytes(1);
                Matcher matcher = pattern.matcher(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
                if (matcher.find()) {
                    return matcher;
                }
            }
        }

        private boolean bytesCame(String expected) {
            if (received.readableBytes() < expected.length()) {
                return false;
            }
            String came = received.readCharSequence(expected.length(), StandardCharsets.ISO_8859_1)
                    .toString();
            if (!came.equals(expected)) {
                note(false, true);
                attempt.fail(Cause.CONDITION, "other bytes came than were expected");
                return false;
            }
            return true;
        }

        private void note(boolean regex, boolean bytes) {
            attempt.answer().conversation = new Conversation(regex, bytes, Map.copyOf(labels));
        }
    }

    /** Go's templates: {@code $1}, {@code ${name}}, {@code $$}; what isn't there is empty. */
    private static String expand(String template, Matcher matched) {
        return REFERENCE.matcher(template).replaceAll(reference -> {
            String name = reference.group(1) != null ? reference.group(1) : reference.group(2);
            if (name == null) {
                return Matcher.quoteReplacement("$");
            }
            return Matcher.quoteReplacement(group(matched, name));
        });
    }

    private static String group(Matcher matched, String name) {
        String value = null;
        if (name.matches("\\d{1,3}")) {
            int number = Integer.parseInt(name);
            value = number <= matched.groupCount() ? matched.group(number) : null;
        } else if (matched.namedGroups().containsKey(name)) {
            value = matched.group(name);
        }
        return value == null ? "" : value;
    }
}
