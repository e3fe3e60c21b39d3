package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.server.config.CacheConfig;
import dev.evenkeel.server.config.RouteConfig;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a cached route answers without the upstream, and when it asks. */
class CacheTest {
    private static final CacheConfig HOUR =
            new CacheConfig(Duration.ofHours(1), null, Duration.ofDays(7), 1 << 20, 64 << 10);
    private static final CacheConfig STALE_AT_ONCE =
            new CacheConfig(Duration.ZERO, null, Duration.ofDays(7), 1 << 20, 64 << 10);

    private static RouteConfig cached(URI upstream, CacheConfig cache) {
        return GatewayFixture.route(upstream)
                .withDeadline(Duration.ofSeconds(1), Duration.ofMillis(300))
                .withCache(cache);
    }

    @Test
    void answersFromMemoryWhileFresh() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok("body of " + request.target()));
                var fixture = GatewayFixture.start(cached(upstream.url(), HOUR))) {
            for (int i = 0; i < 5; i++) {
                assertThat(fixture.get("/a").body()).isEqualTo("body of /a");
            }
            HttpResponse<String> hit = fixture.get("/a");
            assertThat(hit.headers().firstValue("age")).isPresent();
            assertThat(hit.headers().firstValue("cache-status")).contains("evenkeel; hit");
            assertThat(fixture.get("/b").body()).isEqualTo("body of /b");
            assertThat(upstream.count.get()).isEqualTo(2);
            assertThat(fixture.send("HEAD", "/a", "").headers().firstValue("content-length"))
                    .contains("10");
            assertThat(upstream.count.get()).isEqualTo(2);
        }
    }

    @Test
    void aThousandAreAnsweredThoughTheUpstreamIsGone() throws Exception {
        var upstream = StubUpstream.start((request, wire) -> wire.ok("body of " + request.target()));
        try (var fixture = GatewayFixture.start(cached(upstream.url(), STALE_AT_ONCE))) {
            for (int i = 0; i < 1000; i++) {
                assertThat(fixture.get("/" + i).statusCode()).isEqualTo(200);
            }
            upstream.close();
            for (int i = 0; i < 1000; i++) {
                HttpResponse<String> stale = fixture.get("/" + i);
                assertThat(stale.statusCode()).isEqualTo(200);
                assertThat(stale.body()).isEqualTo("body of /" + i);
                assertThat(stale.headers().firstValue("cache-status"))
                        .hasValueSatisfying(status -> assertThat(status).contains("stale-if-error"));
            }
            assertThat(fixture.get("/unknown").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aStaleAnswerStandsInForAnError() throws Exception {
        var failing = new AtomicBoolean();
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (failing.get()) {
                        wire.status(503);
                    } else {
                        wire.ok("good");
                    }
                });
                var fixture = GatewayFixture.start(cached(upstream.url(), STALE_AT_ONCE))) {
            assertThat(fixture.get("/").body()).isEqualTo("good");
            failing.set(true);
            HttpResponse<String> stale = fixture.get("/");
            assertThat(stale.statusCode()).isEqualTo(200);
            assertThat(stale.body()).isEqualTo("good");
        }
    }

    @Test
    void aStaleAnswerIsReplacedInTheBackground() throws Exception {
        var revalidated = new CountDownLatch(2);
        try (var upstream = StubUpstream.start((request, wire) -> {
                    revalidated.countDown();
                    wire.answer(
                            200, "Cache-Control: max-age=0, stale-while-revalidate=60", "n" + revalidated.getCount());
                });
                var fixture = GatewayFixture.start(cached(upstream.url(), CacheConfig.DEFAULT))) {
            assertThat(fixture.get("/").body()).isEqualTo("n1");
            assertThat(fixture.get("/").body()).isEqualTo("n1");
            assertThat(revalidated.await(5, TimeUnit.SECONDS)).isTrue();
            while (fixture.get("/").body().equals("n1")) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aStaleAnswerToHeadAsksNobodyForANewOne() throws Exception {
        var asked = new LinkedBlockingQueue<String>();
        try (var upstream = StubUpstream.start((request, wire) -> {
                    asked.add(request.method());
                    wire.answer(200, "Cache-Control: max-age=0, stale-while-revalidate=60", "n");
                });
                var fixture = GatewayFixture.start(cached(upstream.url(), CacheConfig.DEFAULT))) {
            assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("GET");
            assertThat(fixture.send("HEAD", "/", "").statusCode()).isEqualTo(200);
            assertThat(fixture.get("/").statusCode()).isEqualTo(200);
            assertThat(asked.poll(10, TimeUnit.SECONDS)).as("who revalidates").isEqualTo("GET");
        }
    }

    @Test
    void asksOnceForWhatManyWantAtTheSameTime() throws Exception {
        var all = new CountDownLatch(1);
        try (var upstream = StubUpstream.start((request, wire) -> {
                    all.await();
                    wire.ok("shared");
                });
                var fixture = GatewayFixture.start(
                        GatewayFixture.route(upstream.url()).withCache(HOUR));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 50)
                    .mapToObj(i -> threads.submit((Callable<HttpResponse<String>>) () -> fixture.get("/")))
                    .toList();
            while (fixture.counter("evenkeel.gateway.cache", "result", "miss") < 50) {
                Thread.onSpinWait();
            }
            all.countDown();
            for (var answer : answers) {
                assertThat(answer.get().body()).isEqualTo("shared");
            }
            assertThat(upstream.count.get()).isEqualTo(1);
        }
    }

    @Test
    void validatesWithWhatItHas() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (request.header("if-none-match").equals("\"v1\"")) {
                        wire.raw("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
                    } else {
                        wire.answer(200, "ETag: \"v1\"\r\nCache-Control: max-age=0", "the body");
                    }
                });
                var fixture = GatewayFixture.start(cached(upstream.url(), CacheConfig.DEFAULT))) {
            assertThat(fixture.get("/").body()).isEqualTo("the body");
            assertThat(fixture.get("/").body()).isEqualTo("the body");
            assertThat(upstream.count.get()).isEqualTo(2);
            assertThat(fixture.get("/", "If-None-Match", "\"v1\"").statusCode()).isEqualTo(304);
            assertThat(fixture.counter("evenkeel.gateway.cache", "result", "revalidated"))
                    .isEqualTo(2);
        }
    }

    @Test
    void a304AboutSomethingElseReachesNobody() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (request.header("if-none-match").isEmpty()) {
                        wire.answer(200, "ETag: \"v1\"\r\nCache-Control: max-age=0", "the body");
                    } else {
                        wire.raw("HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\n\r\n");
                    }
                });
                var fixture = GatewayFixture.start(cached(upstream.url(), CacheConfig.DEFAULT))) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = fixture.get("/");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("the body");
            }
            assertThat(upstream.count.get()).isEqualTo(5);
        }
    }

    @Test
    void whatA304ForbidsToKeepIsForgotten() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> {
                    if (request.header("if-none-match").isEmpty()) {
                        wire.answer(200, "ETag: \"v1\"", "the body");
                    } else {
                        wire.raw("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nCache-Control: no-store\r\n\r\n");
                    }
                });
                var fixture = GatewayFixture.start(cached(upstream.url(), CacheConfig.DEFAULT))) {
            assertThat(fixture.get("/").body()).isEqualTo("the body");
            assertThat(fixture.get("/").body()).isEqualTo("the body");
            assertThat(fixture.get("/").body()).isEqualTo("the body");
            assertThat(upstream.requests)
                    .extracting(request -> request.header("if-none-match"))
                    .containsExactly("", "\"v1\"", "");
        }
    }

    @Test
    void whatSomebodyChangedIsAskedForAgain() throws Exception {
        try (var upstream = StubUpstream.start((request, wire) -> wire.ok(request.method()));
                var fixture = GatewayFixture.start(cached(upstream.url(), HOUR))) {
            fixture.get("/");
            fixture.send("PUT", "/", "new");
            fixture.get("/");
            assertThat(upstream.count.get()).isEqualTo(3);
        }
    }
}
