package io.muster.system;

import static io.muster.system.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.muster.events.Concern;
import io.muster.events.Outcome;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.sandbox.ControlPlaneOptions;
import io.muster.sandbox.SdnMaster;
import io.muster.system.AuditLog.Request;
import io.muster.system.AuditLog.Right;
import io.muster.system.MusterProcess.Kind;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service under the account that the chart gives it, with its own token and its own settings: it must never lack
 * a right, and no right may be there that nothing here makes use of. The API server's audit log is the witness. Skipped
 * where there is no Go to build helm with.
 */
@ExtendWith(RealServers.class)
class LeastPrivilegeIT {

    private static final String OURS = "muster";
    private static final String ATTACHMENT = "v2-5-istio-cni";
    /** Looking again at what somebody changed in that very moment cannot be made to happen here. */
    private static final Set<Right> ONLY_AFTER_A_CONFLICT = Set.of(new Right("maistra.io/servicemeshmembers", "get"),
            new Right("maistra.io/servicemeshmemberrolls", "get"));
    private static final Map<Kind, String> SERVICES = Map.of(Kind.WATCHER, "watcher", Kind.RBAC, "rbac-service",
            Kind.NETWORK, "network-service", Kind.CNI, "cni-service", Kind.MEMBER, "member-service");

    private final KafkaUnderTest kafka;

    LeastPrivilegeIT(KafkaUnderTest kafka) {
        this.kafka = kafka;
    }

    @Test
    void everyServiceGetsAlongWithItsOwnRightsAndUsesAllOfThem(@TempDir Path folder) {
        Chart chart = new Chart(LintTools.forCharts());
        AuditLog audit = new AuditLog(folder);
        try (ControlPlaneUnderTest cluster = ControlPlaneUnderTest.start(ControlPlaneOptions.located()
                .withApiServerFlags(audit.flags()));
                Scene scene = new Scene(kafka, cluster);
                SdnMaster _ = installOpenShiftsNetwork(cluster)) {
            KubernetesClient admin = cluster.admin();
            cluster.installCrd("/crds/network-attachment-definitions.k8s.cni.cncf.io.yaml");
            admin.resource(new NamespaceBuilder().withNewMetadata().withName(OURS).endMetadata().build()).create();
            Mesh mesh = powerful(scene.mesh(), admin);
            Mesh rollless = powerful(scene.mesh(), admin);
            Mesh unnamed = powerful(scene.mesh(), admin);
            ServiceAccounts accounts = new ServiceAccounts(admin, OURS, chart.render("muster", OURS, "default",
                    "--set", "network.netNamespaces=true,member.takeover=true,rbac.meshes={%1$s/%3$s,%2$s/%3$s}"
                            .formatted(mesh.namespace(), rollless.namespace(), Mesh.NAME)),
                    folder);
            accounts.install();

            List<MusterProcess> processes = new ArrayList<>();
            SERVICES.forEach((kind, name) -> processes.add(scene.start(kind, accounts.environment(name))));
            processes.forEach(MusterProcess::awaitReady);

            String a = scene.namespace("a");
            String b = scene.namespace("b");
            String occupied = scene.namespace("occupied");
            occupy(admin, mesh, occupied);
            mesh.roll(a, b, occupied);
            scene.awaitMember(mesh, a);
            scene.awaitMember(mesh, b);
            eventually(() -> assertThat(attachment(admin, a).get()).isNotNull());
            eventually(() -> assertThat(policy(admin, a).get()).isNotNull());
            eventually(() -> assertThat(policy(admin, b).get()).isNotNull());
            awaitState(scene, Concern.RBAC, occupied, Outcome.State.CONFLICT);
            awaitState(scene, Concern.NETWORK, occupied, Outcome.State.CONFLICT);
            awaitState(scene, Concern.CNI, occupied, Outcome.State.CONFLICT);

            awaitLabel(admin, a, mesh.namespace());

            drift(admin, mesh, a);
            leaveBehind(admin, mesh, a);
            String own = scene.namespace("own");
            rollless.memberObject(own);
            awaitLabel(admin, own, rollless.namespace());
            eventually(() -> assertThat(admin.resources(ServiceMeshMember.class).inNamespace(own)
                    .withName(MeshKeys.DEFAULT_NAME).get().getStatus()).isNotNull());
            rollless.noMemberObject(own);
            eventually(() -> assertThat(roll(admin, rollless).get()).isNull());

            mesh.roll(a);
            scene.awaitNothingLeft(mesh, b);
            eventually(() -> assertThat(attachment(admin, b).get()).isNull());
            eventually(() -> assertThat(policy(admin, b).get()).isNull());

            runsPlugin(admin, "redhat/openshift-ovs-multitenant");
            eventually(() -> assertThat(netid(admin, a)).isNotNull().isEqualTo(netid(admin, mesh.namespace())));

            String refused = scene.namespace("refused");
            unnamed.roll(refused);
            awaitState(scene, Concern.RBAC, refused, Outcome.State.FAILED);
            assertThat(unnamed.copies(refused)).isEmpty();

            SERVICES.values().forEach(service -> assertThat(forbidden(audit, accounts.user(service), refused))
                    .as("what %s was denied", service).isEmpty());
            SERVICES.values().forEach(service -> eventually(() -> assertThat(
                    unused(accounts.granted(service), audit.used(accounts.user(service))))
                    .filteredOn(right -> !ONLY_AFTER_A_CONFLICT.contains(right))
                    .as("what %s was granted and never used", service).isEmpty()));
            assertThat(audit.requests(accounts.user("rbac-service")).filter(Request::isForbidden)).isNotEmpty()
                    .allSatisfy(request -> assertThat(request.right())
                            .isEqualTo(new Right("rbac.authorization.k8s.io/rolebindings", "create")));
        }
    }

    private static List<Request> forbidden(AuditLog audit, String user, String butIn) {
        return audit.requests(user).filter(Request::isForbidden)
                .filter(request -> !butIn.equals(request.namespace())).toList();
    }

    private static Set<Right> unused(Set<Right> granted, Set<Right> used) {
        Set<Right> unused = new TreeSet<>(granted);
        unused.removeAll(used);
        return unused;
    }

    private static void awaitState(Scene scene, Concern concern, String namespace, Outcome.State state) {
        eventually(() -> assertThat(scene.reader().outcome(concern, namespace).map(Outcome::state)).hasValue(state));
    }

    /** Who binds these needs either what they give, or the right to bind them. */
    private static Mesh powerful(Mesh mesh, KubernetesClient admin) {
        mesh.names().forEach(name -> admin.resource(new ClusterRoleBuilder(admin.rbac().clusterRoles().withName(name)
                .get()).withRules(new PolicyRuleBuilder().withApiGroups("").withResources("endpoints", "pods")
                        .withVerbs("get", "list", "watch").build())
                .build()).update());
        return mesh;
    }

    /** Its names are somebody else's: a service has to look whose. */
    private static void occupy(KubernetesClient admin, Mesh mesh, String namespace) {
        admin.resource(new RoleBindingBuilder().withNewMetadata().withNamespace(namespace).withName(mesh.istiod())
                .endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view").build()).create();
        admin.resource(new NetworkPolicyBuilder().withNewMetadata().withNamespace(namespace)
                .withName("istio-mesh-" + Mesh.NAME).endMetadata().withNewSpec().withNewPodSelector().endPodSelector()
                .endSpec().build()).create();
        attachment(admin, namespace, Map.of()).create();
    }

    /** What a service has made says something else, and is put right. */
    private static void drift(KubernetesClient admin, Mesh mesh, String namespace) {
        admin.resource(new RoleBindingBuilder(mesh.binding(namespace, mesh.istiod()).get())
                .withSubjects(List.of()).build()).update();
        eventually(() -> assertThat(mesh.binding(namespace, mesh.istiod()).get().getSubjects()).isNotEmpty());
        admin.resource(new NetworkPolicyBuilder(policy(admin, namespace).get()).editSpec().withIngress().endSpec()
                .build()).update();
        eventually(() -> assertThat(policy(admin, namespace).get().getSpec().getIngress()).isNotEmpty());
        var _ = attachment(admin, namespace, Map.of(MeshKeys.MEMBER_OF, "nobody")).forceConflicts().serverSideApply();
        eventually(() -> assertThat(attachment(admin, namespace).get().getMetadata().getLabels())
                .containsEntry(MeshKeys.MEMBER_OF, mesh.namespace()));
    }

    private static Resource<GenericKubernetesResource> attachment(KubernetesClient admin, String namespace) {
        return admin.genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
                .inNamespace(namespace).withName(ATTACHMENT);
    }

    private static NonDeletingOperation<GenericKubernetesResource> attachment(KubernetesClient admin, String namespace,
            Map<String, String> labels) {
        GenericKubernetesResource attachment = new GenericKubernetesResource();
        attachment.setApiVersion("k8s.cni.cncf.io/v1");
        attachment.setKind("NetworkAttachmentDefinition");
        attachment.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(ATTACHMENT)
                .withLabels(labels).build());
        return admin.resource(attachment);
    }

    /** The watcher asks what the network is made of, which on other clusters nobody knows. */
    private static SdnMaster installOpenShiftsNetwork(ControlPlaneUnderTest cluster) {
        List.of(SdnMaster.NETWORKS, SdnMaster.CLUSTER_NETWORKS, SdnMaster.NET_NAMESPACES).forEach(cluster::installCrd);
        GenericKubernetesResource network = new GenericKubernetesResource();
        network.setApiVersion("config.openshift.io/v1");
        network.setKind("Network");
        network.setMetadata(new ObjectMetaBuilder().withName("cluster").build());
        network.setAdditionalProperty("spec", Map.of("networkType", "OpenShiftSDN"));
        cluster.admin().resource(network).create();
        runsPlugin(cluster.admin(), "redhat/openshift-ovs-networkpolicy");
        return SdnMaster.start(cluster.admin());
    }

    private static void runsPlugin(KubernetesClient admin, String plugin) {
        GenericKubernetesResource network = new GenericKubernetesResource();
        network.setApiVersion("network.openshift.io/v1");
        network.setKind("ClusterNetwork");
        network.setMetadata(new ObjectMetaBuilder().withName("default").build());
        network.setAdditionalProperty("pluginName", plugin);
        admin.resource(network).forceConflicts().serverSideApply();
    }

    private static @Nullable Object netid(KubernetesClient admin, String namespace) {
        return admin.genericKubernetesResources("network.openshift.io/v1", "NetNamespace").withName(namespace).get()
                .getAdditionalProperties().get("netid");
    }

    private static void awaitLabel(KubernetesClient admin, String namespace, String value) {
        eventually(() -> assertThat(admin.namespaces().withName(namespace).get().getMetadata().getLabels())
                .containsEntry(MeshKeys.MEMBER_OF, value));
    }

    /** What the former operator leaves in a mesh and in a namespace that its roll lists: all of it goes. */
    private static void leaveBehind(KubernetesClient admin, Mesh mesh, String member) {
        roll(admin, mesh).edit(live -> {
            live.getMetadata().setFinalizers(List.of(MeshKeys.FORMER_FINALIZER));
            return live;
        });
        ServiceMeshMember generated = new ServiceMeshMember();
        generated.setMetadata(new ObjectMetaBuilder().withNamespace(member).withName(MeshKeys.DEFAULT_NAME)
                .withFinalizers(MeshKeys.FORMER_FINALIZER)
                .addToAnnotations(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_ROLL).build());
        generated.getSpec().setControlPlaneRef(new ControlPlaneRef(Mesh.NAME, mesh.namespace()));
        admin.resource(generated).create();
        eventually(() -> assertThat(admin.resource(generated).get()).isNull());
        eventually(() -> assertThat(roll(admin, mesh).get().getMetadata()
                .getFinalizers()).isEmpty());
    }

    private static Resource<ServiceMeshMemberRoll> roll(KubernetesClient admin, Mesh mesh) {
        return admin.resources(ServiceMeshMemberRoll.class).inNamespace(mesh.namespace())
                .withName(MeshKeys.DEFAULT_NAME);
    }

    private static Resource<NetworkPolicy> policy(KubernetesClient admin, String namespace) {
        return admin.network().v1().networkPolicies().inNamespace(namespace).withName("istio-mesh-" + Mesh.NAME);
    }
}
