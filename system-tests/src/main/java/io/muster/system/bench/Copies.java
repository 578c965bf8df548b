package io.muster.system.bench;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.muster.mesh.MeshKeys;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The RoleBindings of a mesh: those in the control-plane namespace, and what a member gets. */
record Copies(String cpNamespace) {

    /** Name of the control plane. */
    static final String REVISION = "basic";
    /**
     * Marks the floor's copies, which differ from the service's in nothing else, and which no service takes for its.
     */
    static final String FLOOR_OF = "muster.io/bench-copy";

    /** A source: its name before the namespace, the ServiceAccount and the app label. */
    private record Source(String prefix, String account, String app) {}

    private static final List<Source> SOURCES = List.of(
            new Source("istiod-clusterrole-" + REVISION, "istiod-" + REVISION, "istiod"),
            new Source("istiod-gateway-controller-" + REVISION, "istiod-" + REVISION, "istiod"),
            new Source("prometheus", "prometheus", "prometheus"));

    /** How many a member gets. */
    static final int PER_MEMBER = SOURCES.size();

    List<String> names() {
        return SOURCES.stream().map(source -> source.prefix + "-" + cpNamespace).toList();
    }

    /** What the installation of a control plane renders. */
    List<RoleBinding> sources() {
        return SOURCES.stream().map(source -> {
            Map<String, String> labels = carriedOver(source);
            labels.put(MeshKeys.OWNER, cpNamespace);
            labels.put(MeshKeys.OWNER_NAME, REVISION);
            labels.put(MeshKeys.MESH_GENERATION, "1");
            labels.put("app.kubernetes.io/managed-by", "maistra-istio-operator");
            return binding(cpNamespace, source, labels);
        }).toList();
    }

    /** What the service writes into a member, marked as the floor's. */
    List<RoleBinding> floor(String namespace) {
        return SOURCES.stream().map(source -> {
            Map<String, String> labels = carriedOver(source);
            labels.put(FLOOR_OF, cpNamespace);
            labels.put(MeshKeys.MANAGED_BY, MeshKeys.MANAGED_BY_VALUE);
            labels.put(MeshKeys.MAISTRA_VERSION, Mesh.INSTALLED);
            return binding(namespace, source, labels);
        }).toList();
    }

    private static Map<String, String> carriedOver(Source source) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app", source.app);
        labels.put("release", "istio");
        labels.put("istio.io/rev", REVISION);
        labels.put("app.kubernetes.io/name", source.app);
        labels.put("app.kubernetes.io/part-of", "istio");
        labels.put("app.kubernetes.io/component", source.app);
        return labels;
    }

    private RoleBinding binding(String namespace, Source source, Map<String, String> labels) {
        String name = source.prefix + "-" + cpNamespace;
        return new RoleBindingBuilder()
                .withNewMetadata().withNamespace(namespace).withName(name).withLabels(labels).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                .withSubjects(new SubjectBuilder().withKind("ServiceAccount").withName(source.account)
                        .withNamespace(cpNamespace).build())
                .build();
    }
}
