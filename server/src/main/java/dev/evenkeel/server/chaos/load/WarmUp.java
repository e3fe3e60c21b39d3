package dev.evenkeel.server.chaos.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Exercises the generator in memory before the first request is planned. Otherwise the first half second of a run would
 * measure how Java loads classes and compiles.
 */
final class WarmUp implements LoadConnection.Owner {
    private static final int ROUNDS = 2000;
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII);

    /** Sends nothing anywhere. */
    static void run(LoadPlan plan) {
        var recorder = new Recorder();
        var connection = new LoadConnection(plan, recorder, new WarmUp());
        var channel = new EmbeddedChannel(new HttpClientCodec(), connection);
        for (int i = 0; i < ROUNDS; i++) {
            connection.send(new Job(plan.line(i), System.nanoTime()));
            for (Object sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
                ReferenceCountUtil.release(sent);
            }
            channel.writeInbound(Unpooled.wrappedBuffer(ANSWER));
        }
        channel.finishAndReleaseAll();
        recorder.result(ROUNDS, 1);
    }

    @Override
    public void completed() {}

    @Override
    public void free(LoadConnection connection) {}

    @Override
    public void closed(LoadConnection connection) {}
}
