package dev.evenkeel.server.supervisor.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of one application: the program's own log, a file that rotates, and whoever follows it. */
public final class AppLog implements AutoCloseable {
    /** Kept in memory for whoever begins to follow. */
    private static final int RECENT_LINES = 1000;

    private static final int RECENT_CHARACTERS = 1 << 20;

    private final String app;
    private final Logger log;
    private final RotatingFile file;
    private final Deque<LogLine> recent = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private int characters;
    private boolean ended;

    public AppLog(String app, RotatingFile file) {
        this.app = app;
        this.file = file;
        this.log = LoggerFactory.getLogger("app." + app);
    }

    public String app() {
        return app;
    }

    /** Adds a line everywhere. Blocks while the disk is slow. */
    public void add(LogLine line) {
        log.atInfo()
                .addKeyValue("app", line.app())
                .addKeyValue("replica", line.replica())
                .addKeyValue("version", line.version())
                .addKeyValue("stream", line.stream())
                .log(line.text());
        synchronized (this) {
            file.write(line);
            recent.addLast(line);
            characters += line.text().length();
            while (recent.size() > RECENT_LINES || (characters > RECENT_CHARACTERS && recent.size() > 1)) {
                characters -= recent.removeFirst().text().length();
            }
            followers.forEach(follower -> follower.lines().accept(line));
        }
    }

    /**
     * The last lines, and from then on each new one.
     *
     * @param last how many of the past
     * @param lines is called for every line in order; must not block
     * @param over is run when nothing more comes; must not block
     * @return ends it
     */
    public synchronized Following follow(int last, Consumer<LogLine> lines, Runnable over) {
        recent(last).forEach(lines);
        var follower = new Follower(lines, over);
        if (ended) {
            over.run();
        } else {
            followers.add(follower);
        }
        return () -> followers.remove(follower);
    }

    private record Follower(Consumer<LogLine> lines, Runnable over) {}

    /** Someone who is told of every line until this is closed. */
    @FunctionalInterface
    public interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** Tells those who follow that nothing more comes, though lines are still kept. */
    public synchronized void endFollowing() {
        ended = true;
        followers.forEach(follower -> follower.over().run());
        followers.clear();
    }

    /** Nothing more comes. */
    @Override
    public void close() throws IOException {
        endFollowing();
        file.close();
    }

    /** The last lines since the supervisor started, oldest first; all lines are in the file. */
    public synchronized List<LogLine> recent(int last) {
        var all = new ArrayList<>(recent);
        return List.copyOf(all.subList(Math.max(0, all.size() - last), all.size()));
    }
}
