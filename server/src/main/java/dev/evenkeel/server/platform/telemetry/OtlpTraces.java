package dev.evenkeel.server.platform.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Traces that go to a collector with OTLP over HTTP, in batches and on threads of their own. When more is recorded than
 * the collector takes, spans are dropped, and the log says so; nothing waits for it.
 */
public final class OtlpTraces implements Traces {
    private static final long CLOSE_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final SdkMessages messages;

    private OtlpTraces(SdkTracerProvider provider, Tracer tracer, SdkMessages messages) {
        this.provider = provider;
        this.tracer = tracer;
        this.messages = messages;
    }

    /**
     * @param collector {@code /v1/traces} is appended
     * @param headers sent with each batch
     * @param sample the share of the traces begun here that are recorded, 0 to 1; the caller decides about others
     * @param sendEvery batches are sent this often, or when they are full
     */
    public record Settings(
            URI collector,
            Map<String, String> headers,
            double sample,
            Duration sendEvery,
            String serviceName,
            String version) {}

    /** @param random for the waits before a batch is sent again */
    public static OtlpTraces start(Settings settings, RandomGenerator random) {
        var messages = SdkMessages.toLog();
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.collector + "/v1/traces")
                .setComponentLoader(senders(config -> new OtlpSender(config, random)));
        settings.headers.forEach(exporter::addHeader);
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                settings.serviceName,
                                AttributeKey.stringKey("service.version"),
                                settings.version))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sample)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(settings.sendEvery)
                        .build())
                .build();
        return new OtlpTraces(provider, provider.get("evenkeel", settings.version), messages);
    }

    /** Names the one sender there is, so that none has to be looked for. */
    private static ComponentLoader senders(HttpSenderProvider provider) {
        return new ComponentLoader() {
            @Override
            public <T> Iterable<T> load(Class<T> kind) {
                return kind.isInstance(provider) ? List.of(kind.cast(provider)) : List.of();
            }
        };
    }

    @Override
    public Optional<Span> server(String name, String traceparent, String tracestate) {
        Context parent = traceparent.isEmpty()
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(
                                Context.root(),
                                Map.of("traceparent", traceparent, "tracestate", tracestate),
                                Sent.GETTER);
        return Optional.of(begin(name, parent, SpanKind.SERVER));
    }

    private Span begin(String name, Context parent, SpanKind kind) {
        return new Recorded(
                tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan());
    }

    /** Where the propagator finds the two headers. */
    private enum Sent implements TextMapGetter<Map<String, String>> {
        GETTER;

        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }

    /** A span of the SDK; one that isn't sampled has a context all the same. */
    private final class Recorded implements Span {
        private final io.opentelemetry.api.trace.Span span;

        Recorded(io.opentelemetry.api.trace.Span span) {
            this.span = span;
        }

        @Override
        public TraceContext context() {
            SpanContext context = span.getSpanContext();
            var state = new StringBuilder();
            context.getTraceState()
                    .forEach((key, value) -> state.append(state.isEmpty() ? "" : ",")
                            .append(key)
                            .append('=')
                            .append(value));
            return new TraceContext(
                    context.getTraceId(),
                    context.getSpanId(),
                    context.getTraceFlags().asHex(),
                    state.toString());
        }

        @Override
        public Span client(String name) {
            return begin(name, Context.root().with(span), SpanKind.CLIENT);
        }

        @Override
        public void name(String name) {
            span.updateName(name);
        }

        @Override
        public void set(String attribute, String value) {
            span.setAttribute(attribute, value);
        }

        @Override
        public void set(String attribute, long value) {
            span.setAttribute(attribute, value);
        }

        @Override
        public void failed(String type) {
            span.setAttribute("error.type", type);
            span.setStatus(StatusCode.ERROR);
        }

        @Override
        public void end() {
            span.end();
        }
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
        messages.close();
    }
}
