package dev.evenkeel.server.platform.telemetry;

import dev.evenkeel.core.resilience.Backoff;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Brings batches of spans to the collector with the JDK's HTTP client. What the collector is asked to be spared for the
 * moment, and what didn't reach it, is sent a few times, as OTLP demands (specification, "Failures" of OTLP/HTTP).
 */
final class OtlpSender implements HttpSender {
    private static final int MAX_TRIES = 4;
    private static final Backoff BACKOFF = new Backoff(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(5));

    private final HttpSenderConfig config;
    private final RandomGenerator random;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    OtlpSender(HttpSenderConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.getConnectTimeout())
                .executor(threads)
                .build();
    }

    @Override
    public void send(MessageWriter message, Consumer<HttpResponse> onAnswer, Consumer<Throwable> onFailure) {
        HttpRequest request;
        try {
            request = request(message);
        } catch (IOException e) {
            onFailure.accept(e);
            return;
        }
        threads.execute(() -> {
            try {
                onAnswer.accept(answer(request));
            } catch (IOException e) {
                onFailure.accept(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                onFailure.accept(e);
            }
        });
    }

    private HttpRequest request(MessageWriter message) throws IOException {
        // Now, since the message is used again for the next batch.
        var body = new ByteArrayOutputStream(Math.max(32, message.getContentLength()));
        message.writeMessage(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(config.getEndpoint())
                .timeout(config.getTimeout())
                .header("Content-Type", config.getContentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        config.getHeadersSupplier()
                .get()
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                var answer = client.send(request, BodyHandlers.ofByteArray());
                if (tries == MAX_TRIES || !askedToTryAgain(answer.statusCode())) {
                    return new Answer(answer.statusCode(), answer.body());
                }
            } catch (IOException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
            TimeUnit.NANOSECONDS.sleep(BACKOFF.delayNanos(tries, random));
        }
    }

    private static boolean askedToTryAgain(int status) {
        return switch (status) {
            case 429, 502, 503, 504 -> true;
            default -> false;
        };
    }

    private record Answer(int status, byte[] body) implements HttpResponse {
        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return body;
        }
    }

    @Override
    public CompletableResultCode shutdown() {
        client.shutdownNow();
        threads.shutdownNow();
        return CompletableResultCode.ofSuccess();
    }
}
