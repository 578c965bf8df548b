package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpecBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.muster.events.Concern;
import io.muster.events.Outcome;
import io.muster.mesh.Conditions;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A running installation of OpenShift Service Mesh 2 is taken over in place, as docs/migrating says. */
@ExtendWith(RealServers.class)
class MigrationIT {

    private static final String ATTACHMENT = "v2-5-istio-cni";

    private final KafkaUnderTest kafka;

    MigrationIT(KafkaUnderTest kafka) {
        this.kafka = kafka;
    }

    @Test
    void nothingIsDeletedOrMadeAgainAndNobodyIsWithoutLabelOrStatusForAMoment() {
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start(); Scene scene = new Scene(kafka, cluster)) {
            cluster.installCrd("/crds/network-attachment-definitions.k8s.cni.cncf.io.yaml");
            KubernetesClient admin = cluster.admin();
            Mesh mesh = scene.mesh();
            Set<String> members = new TreeSet<>(Set.of(scene.namespace("listed"), scene.namespace("own")));
            Former former = new Former(admin, mesh);
            former.leaves(members);
            try (Changes changes = new Changes(admin, mesh, members)) {
                List<MusterProcess> processes = new ArrayList<>();
                for (Kind kind : Kind.values()) {
                    processes.add(scene.start(kind, kind == Kind.MEMBER
                            ? Map.of("MUSTER_MEMBER_TAKEOVER", "true")
                            : Map.of()));
                }
                processes.forEach(MusterProcess::awaitReady);

                members.forEach(member -> {
                    for (Concern concern : Concern.values()) {
                        eventually(() -> assertThat(scene.reader().outcome(concern, member).map(Outcome::state))
                                .hasValue(Outcome.State.APPLIED));
                    }
                });
                eventually(() -> assertThat(former.roll().getMetadata().getFinalizers()).isEmpty());
                eventually(() -> assertThat(former.roll().getStatus().getConditions())
                        .anySatisfy(condition -> assertThat(condition.getReason()).isEqualTo(Conditions.CONFIGURED)));
                eventually(() -> assertThat(former.generated(members.iterator().next())).isNull());

                assertThat(changes.ofObjects()).as("what was done to role bindings, policies and attachments")
                        .allSatisfy((object, done) -> assertThat(done).as(object)
                                .isSubsetOf("MODIFIED").hasSizeLessThanOrEqualTo(1));
                assertThat(changes.labels()).as("labels of members, each time that one was changed")
                        .allMatch(mesh.namespace()::equals);
                assertThat(changes.configured()).as("configured members, each time that the roll was changed")
                        .allSatisfy(configured -> assertThat(configured).containsAll(members));
            }
        }
    }

    /** What the former operator has made, in the mesh's namespace and in members; it does not run any more. */
    private record Former(KubernetesClient admin, Mesh mesh) {

        void leaves(Set<String> members) {
            policies().forEach((name, spec) -> admin.resource(policy(mesh.namespace(), name, spec,
                    Map.of(MeshKeys.OWNER, mesh.namespace(), MeshKeys.OWNER_NAME, Mesh.NAME))).create());
            label(mesh.namespace());
            members.forEach(this::makesMember);
            generates(members.iterator().next());
            mesh.roll(List.copyOf(members));
            admin.resource(roll()).edit(live -> {
                live.getMetadata().setFinalizers(List.of(MeshKeys.FORMER_FINALIZER));
                return live;
            });
            admin.resource(roll()).editStatus(live -> {
                ServiceMeshMemberRollStatus status = new ServiceMeshMemberRollStatus();
                status.setMembers(List.copyOf(members));
                status.setConfiguredMembers(List.copyOf(members));
                live.setStatus(status);
                return live;
            });
        }

        private void makesMember(String member) {
            for (String name : mesh.names()) {
                RoleBinding source = mesh.binding(mesh.namespace(), name).get();
                admin.resource(new RoleBindingBuilder(source)
                        .withMetadata(new ObjectMetaBuilder().withNamespace(member).withName(name)
                                .withLabels(ours(Map.of("app", "istio"))).build())
                        .build()).create();
            }
            policies().forEach((name, spec) -> admin.resource(policy(member, name, spec, ours(Map.of())))
                    .create());
            GenericKubernetesResource attachment = new GenericKubernetesResource();
            attachment.setApiVersion("k8s.cni.cncf.io/v1");
            attachment.setKind("NetworkAttachmentDefinition");
            attachment.setMetadata(new ObjectMetaBuilder().withNamespace(member).withName(ATTACHMENT)
                    .withLabels(ours(Map.of())).build());
            admin.resource(attachment).create();
            label(member);
        }

        private Map<String, String> ours(Map<String, String> further) {
            Map<String, String> labels = new HashMap<>(further);
            labels.put(MeshKeys.MEMBER_OF, mesh.namespace());
            labels.put(MeshKeys.MAISTRA_VERSION, "2.5.2-1");
            return labels;
        }

        private void label(String namespace) {
            admin.namespaces().withName(namespace).edit(live -> {
                live.getMetadata().getLabels().put(MeshKeys.MEMBER_OF, mesh.namespace());
                return live;
            });
        }

        /** A member object for a listed namespace. */
        private void generates(String member) {
            ServiceMeshMember object = new ServiceMeshMember();
            object.setMetadata(new ObjectMetaBuilder().withNamespace(member).withName(MeshKeys.DEFAULT_NAME)
                    .withFinalizers(MeshKeys.FORMER_FINALIZER)
                    .addToAnnotations(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_ROLL).build());
            object.getSpec().setControlPlaneRef(new ControlPlaneRef(Mesh.NAME, mesh.namespace()));
            admin.resource(object).create();
        }

        ServiceMeshMemberRoll roll() {
            return admin.resources(ServiceMeshMemberRoll.class).inNamespace(mesh.namespace())
                    .withName(MeshKeys.DEFAULT_NAME).get();
        }

        @Nullable
        ServiceMeshMember generated(String member) {
            return admin.resources(ServiceMeshMember.class).inNamespace(member).withName(MeshKeys.DEFAULT_NAME).get();
        }

        private Map<String, NetworkPolicySpec> policies() {
            return Map.of("istio-mesh-" + Mesh.NAME,
                    new NetworkPolicySpecBuilder().withNewPodSelector().endPodSelector().addNewIngress().addNewFrom()
                            .withNewNamespaceSelector().addToMatchLabels(MeshKeys.MEMBER_OF, mesh.namespace())
                            .endNamespaceSelector().endFrom().endIngress().withPolicyTypes("Ingress").build(),
                    "istio-expose-route-" + Mesh.NAME,
                    new NetworkPolicySpecBuilder().withNewPodSelector()
                            .addToMatchLabels(MeshKeys.EXPOSE_ROUTE, "true").endPodSelector().addNewIngress()
                            .addNewFrom().withNewNamespaceSelector()
                            .addToMatchLabels("network.openshift.io/policy-group", "ingress").endNamespaceSelector()
                            .endFrom().endIngress().withPolicyTypes("Ingress").build());
        }

        private static NetworkPolicy policy(String namespace, String name, NetworkPolicySpec spec,
                Map<String, String> labels) {
            return new NetworkPolicyBuilder().withNewMetadata().withNamespace(namespace).withName(name)
                    .withLabels(labels).endMetadata().withSpec(spec).build();
        }
    }

    /** All that happens to members and their roll from now on, as the API server's own watches tell it. */
    private static final class Changes implements AutoCloseable {

        private final Map<String, List<String>> ofObjects = new ConcurrentHashMap<>();
        private final List<String> labels = new CopyOnWriteArrayList<>();
        private final List<List<String>> configured = new CopyOnWriteArrayList<>();
        private final List<SharedIndexInformer<?>> watches = new ArrayList<>();

        Changes(KubernetesClient admin, Mesh mesh, Set<String> members) {
            for (String member : members) {
                follow(admin.rbac().roleBindings().inNamespace(member), this::note);
                follow(admin.network().v1().networkPolicies().inNamespace(member), this::note);
                follow(admin.genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
                        .inNamespace(member), this::note);
                follow(admin.namespaces().withName(member), (_, namespace) -> labels
                        .add(String.valueOf(namespace.getMetadata().getLabels().get(MeshKeys.MEMBER_OF))));
            }
            follow(admin.resources(ServiceMeshMemberRoll.class).inNamespace(mesh.namespace())
                    .withName(MeshKeys.DEFAULT_NAME),
                    (_, roll) -> configured.add(Objects.requireNonNull(roll.getStatus().getConfiguredMembers())));
        }

        private <T extends HasMetadata> void follow(Informable<T> selected, BiConsumer<String, T> told) {
            AtomicBoolean listed = new AtomicBoolean();
            watches.add(selected.inform(new ResourceEventHandler<>() {
                @Override
                public void onAdd(T object) {
                    if (listed.get()) {
                        told.accept("ADDED", object);
                    }
                }

                @Override
                public void onUpdate(T before, T after) {
                    told.accept("MODIFIED", after);
                }

                @Override
                public void onDelete(T object, boolean unknownFinalState) {
                    told.accept("DELETED", object);
                }
            }));
            listed.set(true);
        }

        private void note(String what, HasMetadata object) {
            ofObjects.computeIfAbsent("%s %s/%s".formatted(object.getKind(), object.getMetadata().getNamespace(),
                    object.getMetadata().getName()), _ -> new CopyOnWriteArrayList<>()).add(what);
        }

        Map<String, List<String>> ofObjects() {
            return ofObjects;
        }

        List<String> labels() {
            return labels;
        }

        List<List<String>> configured() {
            return configured;
        }

        @Override
        public void close() {
            watches.forEach(SharedIndexInformer::close);
        }
    }
}
