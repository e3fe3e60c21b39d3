package dev.evenkeel.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.evenkeel.core.probe.Check;
import dev.evenkeel.core.probe.FlapControl;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.core.probe.Streak;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What runs leave in the log, and how loudly. */
class CheckLogTest {
    private static final String NAME = "logged";

    private final Check check = new Check(
            NAME,
            "http",
            "http://127.0.0.1:9000/status",
            null,
            null,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            FlapControl.DEFAULT,
            List.of(),
            "config");
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dev.evenkeel.checks");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // Other tests may run checks at the same time.
            if (event.getFormattedMessage().startsWith("check " + NAME)) {
                events.add(event);
            }
        }
    };
    private final CheckLog log = new CheckLog();
    private @Nullable Level before;
    private Streak streak = Streak.NONE;
    private long slot;

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stop() {
        logger.setLevel(before);
        logger.detachAppender(appender);
    }

    private void run(boolean good, @Nullable String maintenance) {
        slot++;
        Result result = Runs.run(NAME, slot, good, maintenance);
        Streak was = streak;
        streak = check.flapControl().next(was, result);
        log.onResult(check, result, was, streak);
    }

    @Test
    void theFirstFailureAndEachChangeAreSaidOnce() {
        run(true, null);
        run(true, null);
        run(false, null);
        run(false, null);
        run(false, null);
        assertThat(events)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO, Level.DEBUG, Level.INFO, Level.WARN, Level.DEBUG);
    }

    @Test
    void failuresInMaintenanceAreExpected() {
        run(true, null);
        run(false, "moving");
        run(false, "moving");
        run(false, "moving");
        run(false, null);
        assertThat(events)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.INFO);
        assertThat(events.get(1).getFormattedMessage()).isEqualTo("check logged: status is 500, should be 200");
    }
}
