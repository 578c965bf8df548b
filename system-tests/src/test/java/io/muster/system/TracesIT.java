package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.events.TraceContext;
import io.muster.mesh.MeshKeys;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a change in the cluster to what every service made of it: one trace. */
@ExtendWith(RealServers.class)
class TracesIT {

    private final Scene scene;

    TracesIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.scene = new Scene(kafka, cluster);
    }

    @Test
    void theOutcomesOfAllServicesGoOnWithTheTraceOfTheEventAndTheirSpansReachAReceiver() throws IOException {
        try (scene; Receiver receiver = Receiver.start()) {
            Map<String, String> settings = Map.of("MUSTER_TRACES_ENDPOINT", receiver.endpoint());
            List<MusterProcess> processes = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                processes.add(scene.start(kind, settings));
            }
            processes.forEach(MusterProcess::awaitReady);
            Mesh mesh = scene.mesh();
            String joining = scene.namespace("joining");

            mesh.roll(joining);
            eventually(() -> assertThat(scene.admin().namespaces().withName(joining).get().getMetadata().getLabels())
                    .containsEntry(MeshKeys.MEMBER_OF, mesh.namespace()));
            eventually(() -> assertThat(applied(joining)).hasSize(Concern.values().length));

            Event joined = scene.reader().log(joining).getLast();
            TraceContext cause = TraceContext.of(joined).orElseThrow();
            assertThat(cause.traceId()).isEqualTo(joined.id());
            assertThat(scene.reader().outcomes(joining)).allSatisfy(outcome -> {
                assertThat(TraceContext.of(outcome)).map(TraceContext::traceId).hasValue(cause.traceId());
                assertThat(TraceContext.of(outcome)).map(TraceContext::spanId).isNotEqualTo(cause.spanId());
            });
            eventually(() -> {
                assertThat(receiver.hasSpan(joined, "watcher", cause)).isTrue();
                assertThat(applied(joining)).allSatisfy(outcome -> assertThat(receiver.hasSpan(outcome,
                        concern(outcome).id() + "-service", cause)).isTrue());
            });
            mesh.roll();
            scene.awaitNothingLeft(mesh, joining);
        }
    }

    @Test
    void whoAsksForNoSpansLoadsNothingThatCouldMakeThem(@TempDir Path folder) throws IOException {
        Path classes = folder.resolve("classes");
        try (scene) {
            scene.start(Kind.WATCHER, Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes)).awaitReady();
        }
        // Kafka's client has a copy of some of it under a name of its own.
        assertThat(classes).content().contains("] io.muster.watcher.Watcher", "] io.muster.runtime.Traces")
                .doesNotContain("] io.opentelemetry", "OtlpTraces");
    }

    private List<Event> applied(String namespace) {
        return scene.reader().outcomes(namespace).stream().filter(event -> event.type() == EventType.CONCERN_APPLIED)
                .toList();
    }

    private static Concern concern(Event event) {
        return ((Outcome) Objects.requireNonNull(event.payload())).concern();
    }

    /**
     * Takes spans as any collector does; what it is sent is Protocol Buffers, in which ids and names are as they are.
     */
    private record Receiver(HttpServer server, List<byte[]> requests) implements AutoCloseable {

        static Receiver start() throws IOException {
            List<byte[]> requests = new CopyOnWriteArrayList<>();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", exchange -> {
                requests.add(exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return new Receiver(server, requests);
        }

        String endpoint() {
            return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
        }

        /** Whether a service has sent the span of an event, in that trace. */
        boolean hasSpan(Event event, String service, TraceContext trace) {
            HexFormat hex = HexFormat.of();
            TraceContext own = TraceContext.of(event).orElseThrow();
            Set<String> parts = Set.of(hex.formatHex(service.getBytes(StandardCharsets.UTF_8)),
                    hex.formatHex(event.type().base().getBytes(StandardCharsets.UTF_8)),
                    // Each field of a span begins with its tag and its length.
                    "0a10" + trace.traceId() + "1208" + own.spanId());
            return requests.stream().map(hex::formatHex).anyMatch(body -> parts.stream().allMatch(body::contains));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
