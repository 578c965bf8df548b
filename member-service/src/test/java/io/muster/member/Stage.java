package io.muster.member;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.EventCodec;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Topics;
import io.muster.mesh.Conditions;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import io.muster.mesh.ServiceMeshMemberSpec;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.Entry;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.Service;
import io.muster.runtime.SettingsReader;
import io.muster.runtime.StateTables;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.StandInWatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A mesh on real servers, and whoever is not under test: the watcher, the other services, a person. */
final class Stage implements AutoCloseable {

    final ControlPlaneUnderTest cluster;
    final KubernetesClient admin;
    final StandInWatcher watcher;
    final Topics topics;
    final String cp;
    private final EventFactory others;
    private final Map<String, String> previous = new HashMap<>();
    private final Map<String, String> environment;
    private final StateTables outcomes;
    private final Map<String, MeshState> meshes = new HashMap<>();
    private final Map<String, io.muster.events.Event> members = new HashMap<>();
    private @Nullable Service service;

    Stage(KafkaUnderTest kafka, ControlPlaneUnderTest cluster, String... settings) {
        this.cluster = cluster;
        this.admin = cluster.admin();
        this.topics = new Topics(kafka.freshPrefix(), 6);
        Map<String, String> all = new HashMap<>(Map.of("MUSTER_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MUSTER_KUBECONFIG", cluster.kubeconfig().toString(), "MUSTER_TOPIC_PREFIX", topics.prefix(),
                "MUSTER_PARTITIONS", "6"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        this.environment = Map.copyOf(all);
        cluster.installCrds();
        String clusterId = admin.namespaces().withName("kube-system").get().getMetadata().getUid();
        this.watcher = new StandInWatcher(kafka, topics, clusterId);
        this.others = new EventFactory(new EventSource(clusterId, "others"));
        this.outcomes = new StateTables(
                new KafkaClients(CommonSettings.read(new SettingsReader(environment, "TEST")), "test"),
                List.of(topics.outcomes(Concern.MEMBER), topics.meshes()), clusterId);
        outcomes.start();
        this.cp = mesh("cp");
    }

    // ---- the service

    Service start() {
        Service started = MemberService.start(environment);
        service = started;
        return started;
    }

    void stop() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    boolean isReady() {
        return service != null && service.health().unmet().isEmpty();
    }

    // ---- the watcher

    /** A namespace with a control plane, and its record. */
    String mesh(String prefix) {
        String namespace = cluster.createNamespace(prefix);
        controlPlane(namespace, "basic", Map.of("version", "v2.5"));
        meshRecord(namespace, List.of(), List.of());
        return namespace;
    }

    void controlPlane(String namespace, String name, Map<String, Object> spec) {
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.getMetadata().setNamespace(namespace);
        controlPlane.getMetadata().setName(name);
        controlPlane.setSpec(spec);
        admin.resource(controlPlane).create();
    }

    MeshState meshRecord(String namespace, List<MeshState.Conflict> conflicts, List<String> missing) {
        return meshRecord(namespace, "2.5.1", conflicts, missing);
    }

    MeshState meshRecord(String namespace, String version, List<MeshState.Conflict> conflicts, List<String> missing) {
        MeshState mesh = new MeshState(namespace, "basic", "uid", "v2.5", version, true, false, false, List.of(), true,
                List.of(), List.of(), NetworkMode.NETWORK_POLICY, null, List.of("v2-5-istio-cni"), new TreeMap<>(),
                false, conflicts, missing, List.of(), List.of(), Map.of(),
                StandInWatcher.cause("ServiceMeshControlPlane", namespace, "basic"), Instant.now()).withRevisions();
        meshes.put(namespace, mesh);
        watcher.mesh(mesh);
        return mesh;
    }

    void meshGone(String namespace) {
        MeshState mesh = meshes.remove(namespace);
        if (mesh != null) {
            publish(topics.meshes(), EventType.MESH_GONE, namespace, mesh);
        }
    }

    void census() {
        watcher.census(members.size(), meshes.size());
    }

    void joined(String namespace) {
        joined(namespace, cp, null);
    }

    void joined(String namespace, String mesh, @Nullable String movedFrom) {
        members.put(namespace, watcher.member(new MemberState(namespace, uid(namespace), mesh, Claim.LISTED,
                Instant.now(), movedFrom, StandInWatcher.cause("ServiceMeshMemberRoll", mesh, "default"),
                Instant.now())));
    }

    void left(String namespace) {
        io.muster.events.Event event = members.remove(namespace);
        if (event != null && event.member() != null) {
            watcher.left(event.member());
        }
    }

    private String uid(String namespace) {
        return admin.namespaces().withName(namespace).get().getMetadata().getUid();
    }

    // ---- the other services

    /** All other services have everything in place. */
    void applied(String... namespaces) {
        for (String namespace : namespaces) {
            for (Concern concern : List.of(Concern.RBAC, Concern.NETWORK, Concern.CNI)) {
                say(namespace, concern, Outcome.State.APPLIED, "");
            }
        }
    }

    void say(String namespace, Concern concern, Outcome.State state, String reason,
            Outcome.ObjectOutcome... objects) {
        io.muster.events.Event event = members.get(namespace);
        if (event == null || event.member() == null) {
            throw new IllegalStateException(namespace + " is no member");
        }
        MeshState mesh = meshes.get(event.member().mesh());
        if (mesh == null) {
            throw new IllegalStateException("its mesh has no record");
        }
        publish(topics.outcomes(concern), switch (state) {
            case APPLIED -> EventType.CONCERN_APPLIED;
            case WAITING -> EventType.CONCERN_WAITING;
            case FAILED -> EventType.CONCERN_FAILED;
            case CONFLICT -> EventType.CONCERN_CONFLICTED;
        }, namespace, new Outcome(namespace, concern, state, mesh.namespace(), event.id(), mesh.revision(concern),
                reason, List.of(objects), List.of(), List.of(), Instant.now()));
    }

    void released(String namespace, Concern... concerns) {
        for (Concern concern : concerns) {
            publish(topics.outcomes(concern), EventType.CONCERN_RELEASED, namespace,
                    new Outcome(namespace, concern, Outcome.State.APPLIED, cp, null, null, "", List.of(), List.of(),
                            List.of(), Instant.now()));
        }
    }

    private void publish(String topic, EventType type, String key, io.muster.events.Payload payload) {
        io.muster.events.Event event = others.next(previous.get(topic + key), type, key, payload, Instant.now(), null,
                null);
        previous.put(topic + key, event.id());
        watcher.raw(EventCodec.encode(topic, event.asState()));
    }

    // ---- a person

    String namespace(String prefix) {
        return cluster.createNamespace(prefix);
    }

    List<String> namespaces(int count, String prefix) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(namespace(prefix));
        }
        Collections.sort(names);
        return names;
    }

    void list(String cpNamespace, String... members) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(cpNamespace);
        roll.getMetadata().setName("default");
        ServiceMeshMemberRollSpec spec = new ServiceMeshMemberRollSpec();
        spec.setMembers(Arrays.asList(members));
        roll.setSpec(spec);
        if (roll(cpNamespace).isEmpty()) {
            admin.resource(roll).create();
        } else {
            admin.resource(roll).patch(PatchContext.of(PatchType.JSON_MERGE),
                    "{\"spec\":{\"members\":[%s]}}".formatted(Arrays.stream(members)
                            .map(member -> '"' + member + '"').collect(Collectors.joining(","))));
        }
    }

    ServiceMeshMember object(String namespace, String cpNamespace) {
        ServiceMeshMember object = new ServiceMeshMember();
        object.getMetadata().setNamespace(namespace);
        object.getMetadata().setName("default");
        ServiceMeshMemberSpec spec = new ServiceMeshMemberSpec();
        spec.setControlPlaneRef(new ControlPlaneRef("basic", cpNamespace));
        object.setSpec(spec);
        return object;
    }

    void label(String namespace, @Nullable String mesh) {
        admin.namespaces().withName(namespace).edit(live -> mesh == null
                ? new NamespaceBuilder(live).editMetadata().removeFromLabels(MeshKeys.MEMBER_OF).endMetadata().build()
                : new NamespaceBuilder(live).editMetadata().addToLabels(MeshKeys.MEMBER_OF, mesh).endMetadata()
                        .build());
    }

    // ---- what is there

    @Nullable
    String label(String namespace) {
        Map<String, String> labels = admin.namespaces().withName(namespace).get().getMetadata().getLabels();
        return labels.get(MeshKeys.MEMBER_OF);
    }

    Optional<ServiceMeshMemberRoll> roll(String cpNamespace) {
        return Optional.ofNullable(admin.resources(ServiceMeshMemberRoll.class).inNamespace(cpNamespace)
                .withName("default").get());
    }

    ServiceMeshMemberRollStatus status(String cpNamespace) {
        return roll(cpNamespace).map(CustomResource::getStatus).orElseGet(ServiceMeshMemberRollStatus::new);
    }

    List<String> configured() {
        return Optional.ofNullable(status(cp).getConfiguredMembers()).orElse(List.of());
    }

    String readyReason(String cpNamespace) {
        return ConditionChanges.find(status(cpNamespace).getConditions(), Conditions.READY).map(Condition::getReason)
                .orElse("");
    }

    Optional<Condition> objectCondition(String namespace, String type) {
        ServiceMeshMember object = admin.resources(ServiceMeshMember.class).inNamespace(namespace).withName("default")
                .get();
        return object == null || object.getStatus() == null
                ? Optional.empty()
                : ConditionChanges.find(object.getStatus().getConditions(), type);
    }

    /** What member-service says about a namespace. */
    Optional<Outcome> outcome(String namespace) {
        return outcomes.entry(topics.outcomes(Concern.MEMBER), namespace) instanceof Entry.Live live
                && live.event().payload() instanceof Outcome outcome ? Optional.of(outcome) : Optional.empty();
    }

    List<String> told(String namespace) {
        return admin.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .map(event -> event.getReason() + ": " + event.getNote()).toList();
    }

    List<Event> events(String namespace) {
        return admin.events().v1().events().inNamespace(namespace).list().getItems();
    }

    /** Sees every state of the mesh's roll from now on. */
    Seen watchRoll() {
        return new Seen(admin, cp);
    }

    static final class Seen implements AutoCloseable {

        private final List<ServiceMeshMemberRoll> states = Collections.synchronizedList(new ArrayList<>());
        private final List<Instant> times = Collections.synchronizedList(new ArrayList<>());
        private final Watch watch;

        private Seen(KubernetesClient admin, String namespace) {
            watch = admin.resources(ServiceMeshMemberRoll.class).inNamespace(namespace).withName("default")
                    .watch(new Watcher<>() {
                        @Override
                        public void eventReceived(Action action, ServiceMeshMemberRoll roll) {
                            states.add(roll);
                            times.add(Instant.now());
                        }

                        @Override
                        public void onClose(WatcherException cause) {
                            // the test ends
                        }
                    });
        }

        /** How often the status became another one. */
        List<Instant> statusWrites() {
            List<Instant> writes = new ArrayList<>();
            synchronized (states) {
                for (int i = 1; i < states.size(); i++) {
                    ServiceMeshMemberRollStatus before = states.get(i - 1).getStatus();
                    if (states.get(i).getStatus() != null && !states.get(i).getStatus().equals(before)) {
                        writes.add(times.get(i));
                    }
                }
            }
            return writes;
        }

        int changes() {
            return states.size() - 1;
        }

        @Override
        public void close() {
            watch.close();
        }
    }

    @Override
    public void close() {
        stop();
        outcomes.close();
        watcher.close();
    }
}
