package dev.evenkeel.server.supervisor.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Reads what one replica writes. A replica that writes faster than the disk takes it waits; nothing is held in memory
 * but the beginning of one line.
 */
public final class OutputPump {
    /** How much of a line is kept. */
    public static final int LONGEST_LINE = 64 << 10;

    private static final int BUFFER = 16 << 10;
    private static final int SMALL_STACK = 256 << 10;

    private final AppLog log;
    private final InstantSource clock;
    private final String replica;
    private final String version;
    private final Consumer<String> notes;

    /** @param notes is told, for people, when a line had to be cut */
    public OutputPump(AppLog log, InstantSource clock, String replica, String version, Consumer<String> notes) {
        this.log = log;
        this.clock = clock;
        this.replica = replica;
        this.version = version;
        this.notes = notes;
    }

    /**
     * Reads to the end on a thread of its own: reading from a pipe blocks one, virtual or not.
     *
     * @param stream {@code stdout} or {@code stderr}
     * @param lines is told of each
     */
    public Thread start(ReadableByteChannel from, String stream, Consumer<String> lines) {
        return Thread.ofPlatform()
                .name("log-" + log.app() + "-" + replica + "-" + stream)
                .daemon()
                .stackSize(SMALL_STACK)
                .start(() -> run(from, stream, lines));
    }

    private void run(ReadableByteChannel from, String stream, Consumer<String> lines) {
        var cutter = new LineCutter(LONGEST_LINE, (text, length) -> {
            lines.accept(text);
            add(stream, text, length);
        });
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (from) {
            while (from.read(buffer) >= 0) {
                cutter.add(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            // Closed, because the supervisor ends; what was read is kept.
        }
        cutter.finish();
    }

    private void add(String stream, String text, long length) {
        boolean cut = length > LONGEST_LINE;
        String shown = cut ? text + "… [cut: the line had " + length + " bytes]" : text;
        log.add(new LogLine(clock.instant(), log.app(), replica, version, stream, shown));
        if (cut) {
            notes.accept("a line of " + length + " bytes on " + stream + " was cut to its first " + LONGEST_LINE);
        }
    }
}
