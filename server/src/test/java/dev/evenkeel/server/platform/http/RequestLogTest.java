package dev.evenkeel.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.evenkeel.server.platform.access.AccessControl;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a request leaves in the log. */
class RequestLogTest {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root =
            ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    };
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        server = TestServer.start(
                SampleContract.contract(),
                settings -> settings,
                AccessControl.openOnLoopback(),
                operations -> operations
                        .on("item", request -> {
                            throw new IllegalStateException("a mistake");
                        })
                        .on("list", request -> Response.empty(204))
                        .on("remove", request -> Response.empty(204)));
    }

    @AfterEach
    void stop() {
        server.close();
        root.detachAppender(appender);
    }

    @Test
    void aMistakeIsLoggedOnceWithItsCauseAndTheRequest() throws Exception {
        server.send(HttpRequest.newBuilder(server.uri("/items/1"))
                .header("X-Request-Id", "r-500")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        server.close();

        assertThat(events)
                .filteredOn(event -> event.getThrowableProxy() != null)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getThrowableProxy().getMessage()).isEqualTo("a mistake");
                    assertThat(event.getMDCPropertyMap())
                            .containsEntry("requestId", "r-500")
                            .containsEntry("traceId", "0af7651916cd43dd8448eb211c80319c");
                });
        assertThat(access()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
    }

    @Test
    void writesAndRefusalsAreLoggedAndReadsAreNot() throws Exception {
        server.get("/items");
        server.send(HttpRequest.newBuilder(server.uri("/items/1")).DELETE());
        server.get("/items?limit=0");
        server.close();

        assertThat(access())
                .extracting(event -> event.getFormattedMessage().replaceAll(" [0-9.]+ ms", ""))
                .containsExactly("DELETE /items/1 204", "GET /items 400");
    }

    @Test
    void secretsAreNotLogged() throws Exception {
        server.send(HttpRequest.newBuilder(server.uri("/items/1?token=s3cret"))
                .DELETE()
                .header("Authorization", "Bearer s3cret"));
        server.get("/items/1?password=s3cret");
        server.close();

        assertThat(access()).isNotEmpty();
        assertThat(events)
                .allSatisfy(event -> assertThat(event.getFormattedMessage() + event.getKeyValuePairs())
                        .doesNotContain("s3cret"));
    }

    private List<ILoggingEvent> access() {
        return events.stream()
                .filter(event -> event.getLoggerName().equals("evenkeel.access"))
                .toList();
    }
}
