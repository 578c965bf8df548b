package io.muster.runtime;

import io.muster.events.Event;
import io.muster.events.Outcome;
import io.muster.events.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends spans as OTLP over HTTP. A receiver that is away costs spans, and holds up nothing. */
final class OtlpTraces implements Traces {

    private static final long CLOSE_SECONDS = 5;

    private final EventIds ids = new EventIds();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OtlpTraces(URI endpoint, String service) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build();
        this.provider = SdkTracerProvider.builder().setIdGenerator(ids)
                .setResource(Resource.create(Attributes.builder().put("service.name", service)
                        .put("service.namespace", "muster").build()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build()).build();
        this.tracer = provider.get("io.muster");
    }

    static Traces to(URI endpoint, String service) {
        return new OtlpTraces(endpoint, service);
    }

    @Override
    public void span(Event event, @Nullable Event answered, Instant began, Instant ended) {
        TraceContext.of(event).ifPresent(context -> {
            SpanBuilder builder = tracer.spanBuilder(event.type().base()).setStartTimestamp(began)
                    .setSpanKind(answered == null ? SpanKind.PRODUCER : SpanKind.CONSUMER)
                    .setAttribute("cloudevents.event_id", event.id())
                    .setAttribute("cloudevents.event_type", event.type().typeName())
                    .setAttribute("cloudevents.event_subject", event.key());
            TraceContext parent = answered == null ? null : TraceContext.of(answered).orElse(null);
            builder.setParent(parent == null ? Context.root() : remote(parent));
            Span span = ids.start(builder, context);
            if (event.payload() instanceof Outcome outcome) {
                describe(span, outcome);
            }
            span.end(ended.isBefore(began) ? began : ended);
        });
    }

    private static void describe(Span span, Outcome outcome) {
        span.setAttribute("muster.writes", outcome.written().size());
        if (outcome.mesh() != null) {
            span.setAttribute("muster.mesh", outcome.mesh());
        }
        if (outcome.state() != Outcome.State.APPLIED) {
            span.setStatus(StatusCode.ERROR, outcome.reason());
        }
    }

    private static Context remote(TraceContext parent) {
        return Context.root().with(Span.wrap(SpanContext.createFromRemoteParent(parent.traceId(), parent.spanId(),
                TraceFlags.getSampled(), TraceState.getDefault())));
    }

    @Override
    public void close() {
        var _ = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Gives spans the ids that their events have. */
    private static final class EventIds implements IdGenerator {

        private TraceContext next = new TraceContext("", "", null);

        synchronized Span start(SpanBuilder builder, TraceContext context) {
            next = context;
            return builder.startSpan();
        }

        @Override
        public synchronized String generateSpanId() {
            return next.spanId();
        }

        @Override
        public synchronized String generateTraceId() {
            return next.traceId();
        }
    }
}
