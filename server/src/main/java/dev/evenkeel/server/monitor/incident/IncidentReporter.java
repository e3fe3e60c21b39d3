package dev.evenkeel.server.monitor.incident;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.core.incident.IncidentReports;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.SignalRefusedException;
import dev.evenkeel.server.monitor.store.MonitorStore;
import dev.evenkeel.server.platform.json.IncidentJson;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.server.platform.sql.SqlDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk what is wrong and whether the registry knows, and tells it until it does. What still goes on is told
 * again each minute with what was seen since, so that the suspicion grows with the evidence.
 */
public final class IncidentReporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IncidentReporter.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final long RETRY_MILLIS = 250;
    private static final long LOOK_MILLIS = 5000;
    private static final int MOST_FAILURES = 6;

    /** What the column {@code reported} says: 0 before the registry was told. */
    private static final int TAKEN = 1;

    private static final int REFUSED = 2;

    /** Adds what was seen until now to a signal that goes on. */
    @FunctionalInterface
    public interface Refresh {
        Signal now(Signal signal, Instant at) throws IOException;
    }

    private final SqlDatabase database;
    private final IncidentReports registry;
    private final Refresh refresh;
    private final InstantSource clock;
    private final Map<String, Boolean> firing = new HashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final LongAdder taken = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private @Nullable Thread thread;

    /** Whether the registry may not know something yet. */
    private volatile boolean untold = true;

    private volatile boolean closed;

    private Instant again = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private int failures;

    private IncidentReporter(SqlDatabase database, IncidentReports registry, Refresh refresh, InstantSource clock) {
        this.database = database;
        this.registry = registry;
        this.refresh = refresh;
        this.clock = clock;
    }

    /** With what was wrong before. */
    public static IncidentReporter open(
            MonitorStore store, IncidentReports registry, Refresh refresh, InstantSource clock) throws IOException {
        var reporter = new IncidentReporter(store.database(), registry, refresh, clock);
        for (Row row : reporter.read("WHERE firing = 1")) {
            reporter.firing.put(row.key(), true);
        }
        return reporter;
    }

    public IncidentReporter start() {
        thread = Thread.ofVirtual().name("incidents").start(this::loop);
        return this;
    }

    /** Whether this is known to be wrong. */
    public synchronized boolean isFiring(String cause) {
        return firing.containsKey(cause);
    }

    /** What is known to be wrong. */
    public List<Signal> firing() throws IOException {
        return read("WHERE firing = 1").stream().map(Row::signal).toList();
    }

    /** Takes note of a beginning or an end; what is known already changes nothing. */
    public synchronized void note(Signal signal) throws IOException {
        if (signal.firing() == firing.containsKey(signal.cause())) {
            return;
        }
        put(signal);
        if (signal.firing()) {
            firing.put(signal.cause(), true);
        } else {
            firing.remove(signal.cause());
        }
        untold = true;
        wake.release();
    }

    private void put(Signal signal) throws IOException {
        database.write(session -> {
            // What began and ended while the registry was away is told whole.
            PreparedStatement aside = session.prepare("UPDATE signals SET cause = cause || '#' || ?, firing = 2"
                    + " WHERE cause = ? AND firing = 1 AND reported = 0");
            aside.setLong(1, signal.at().toEpochMilli());
            aside.setString(2, signal.cause());
            aside.executeUpdate();
            PreparedStatement statement = session.prepare(
                    "INSERT OR REPLACE INTO signals (cause, firing, reported, record) VALUES (?, ?, 0, ?)");
            statement.setString(1, signal.cause());
            statement.setInt(2, signal.firing() ? 1 : 0);
            statement.setString(3, new String(Json.bytes(signal), StandardCharsets.UTF_8));
            return statement.executeUpdate();
        });
    }

    private void loop() {
        try {
            while (!closed) {
                wake.drainPermits();
                try {
                    runDue();
                } catch (IOException | RuntimeException e) {
                    log.error("incidents wait to be reported: {}", e.getMessage());
                }
                wake.tryAcquire(untold ? RETRY_MILLIS : LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the registry what it doesn't know yet; after a failure only once some time has passed. */
    public void runDue() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(notBefore)) {
            return;
        }
        try {
            if (untold) {
                untold = false;
                for (Row row : read("WHERE reported = 0 ORDER BY firing DESC, cause")) {
                    boolean taken = report(row, now);
                    done(row, taken);
                }
            }
            if (!now.isBefore(again)) {
                for (Row row : read("WHERE firing = 1 AND reported = " + TAKEN)) {
                    report(row, now);
                }
                again = now.plus(AGAIN);
            }
            failures = 0;
        } catch (IOException | RuntimeException e) {
            untold = true;
            failed.increment();
            failures = Math.min(failures + 1, MOST_FAILURES);
            notBefore = now.plusSeconds(1L << failures);
            log.warn("the registry doesn't take incidents, trying again in {} s: {}", 1L << failures, e.getMessage());
        }
    }

    /** False when the registry won't have it: then it is given up, so that it doesn't stand in the way of others. */
    private boolean report(Row row, Instant now) throws IOException {
        try {
            registry.report(row.signal().firing() ? refresh.now(row.signal(), now) : row.signal());
            taken.increment();
            return true;
        } catch (SignalRefusedException e) {
            refused.increment();
            log.error("the registry refuses what is said of {}, which is given up: {}", row.key(), e.getMessage());
            return false;
        }
    }

    /** How reports ended since the program started: {@code taken}, {@code failed} to be repeated, {@code refused}. */
    public Map<String, Long> outcomes() {
        return Map.of("taken", taken.sum(), "failed", failed.sum(), "refused", refused.sum());
    }

    /** How many beginnings and ends the registry doesn't know of yet. */
    public long waiting() throws IOException {
        return database.read(session -> {
            try (ResultSet row = session.prepare("SELECT COUNT(*) FROM signals WHERE reported = 0")
                    .executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        });
    }

    private void done(Row row, boolean known) throws IOException {
        synchronized (this) {
            // Unless it changed while the registry was told.
            boolean current = row.firing() == (firing.containsKey(row.key()) ? 1 : 0);
            if (row.firing() < 2 && !current) {
                return;
            }
            database.write(session -> {
                PreparedStatement statement = session.prepare(
                        row.firing() == 1
                                ? "UPDATE signals SET reported = " + (known ? TAKEN : REFUSED) + " WHERE cause = ?"
                                : "DELETE FROM signals WHERE cause = ?");
                statement.setString(1, row.key());
                return statement.executeUpdate();
            });
        }
    }

    /** @param firing 1 while it goes on, 0 when it is over, 2 for the beginning of what is over */
    private record Row(String key, int firing, Signal signal) {}

    private List<Row> read(String where) throws IOException {
        return database.read(session -> {
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = session.prepare("SELECT cause, firing, record FROM signals " + where)
                    .executeQuery()) {
                while (row.next()) {
                    JsonNode json = Json.parse(row.getString(3).getBytes(StandardCharsets.UTF_8));
                    rows.add(new Row(row.getString(1), row.getInt(2), IncidentJson.signal(json)));
                }
            }
            return rows;
        });
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
