package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final Instant TIME = Instant.parse("2026-11-24T08:00:10Z");
    private static final EventFactory WATCHER = new EventFactory(new EventSource("c1", "watcher"));
    private static final EventFactory SERVICE = new EventFactory(new EventSource("c1", "rbac-service"));

    @Test
    void anEventBeginsATraceThatHasItsOwnId() {
        Event joined = joined();

        TraceContext context = TraceContext.of(joined).orElseThrow();

        assertThat(context.traceId()).isEqualTo(joined.id());
        assertThat(joined.id()).endsWith(context.spanId());
        assertThat(joined.extensions()).containsEntry("traceparent",
                "00-" + joined.id() + "-" + context.spanId() + "-01");
        assertThat(joined().extensions()).isEqualTo(joined.extensions());
    }

    @Test
    void anOutcomeGoesOnWithTheTraceOfTheEventThatItAnswers() {
        Event joined = with(Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "tracestate", "vendor=1"));

        Event applied = SERVICE.answer(null, EventType.CONCERN_APPLIED, outcome(), TIME, joined);

        assertThat(TraceContext.of(applied)).hasValueSatisfying(context -> {
            assertThat(context.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(applied.id()).endsWith(context.spanId());
            assertThat(context.state()).isEqualTo("vendor=1");
        });
        assertThat(applied.causationId()).isEqualTo(joined.id());
    }

    @Test
    void anOutcomeThatAnswersNothingBeginsATrace() {
        Event applied = SERVICE.answer(null, EventType.CONCERN_APPLIED, outcome(), TIME, null);

        assertThat(TraceContext.of(applied)).map(TraceContext::traceId).hasValue(applied.id());
        assertThat(applied.causationId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00-ab-cd-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"})
    void whatIsMalformedIsNoContext(String traceparent) {
        assertThat(TraceContext.of(with(Map.of("traceparent", traceparent)))).isEmpty();
    }

    private static Event joined() {
        return WATCHER.next(null, EventType.MEMBER_JOINED, "bookinfo", member(), TIME, null, null);
    }

    private static Event with(Map<String, String> extensions) {
        Event joined = joined();
        return new Event(joined.type(), joined.id(), joined.previous(), joined.source(), joined.key(), null, TIME, null,
                extensions, joined.payload());
    }

    private static MemberState member() {
        return new MemberState("bookinfo", "uid", "istio-system", Claim.LISTED, TIME, null,
                new Cause("ServiceMeshMemberRoll", "istio-system", "default", null, null, "test", TIME), TIME);
    }

    private static Outcome outcome() {
        return new Outcome("bookinfo", Concern.RBAC, Outcome.State.APPLIED, "istio-system", null, null, "", List.of(),
                List.of(), List.of(), TIME);
    }
}
