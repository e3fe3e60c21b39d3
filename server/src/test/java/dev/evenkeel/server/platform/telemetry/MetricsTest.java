package dev.evenkeel.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MetricsTest {
    @Test
    void theFirstScrapeLogsNothing() {
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        var micrometer = (Logger) LoggerFactory.getLogger("io.micrometer");
        micrometer.addAppender(logged);
        try {
            assertThat(new Metrics("1.2.3").scrape("text/plain"))
                    .contains("process_cpu_seconds_total", "system_cpus", "version=\"1.2.3\"")
                    .doesNotContain("process_cpu_time", "system_cpu_count");
        } finally {
            micrometer.detachAppender(logged);
        }
        assertThat(logged.list).isEmpty();
    }
}
