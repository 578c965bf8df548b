package io.muster.member;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Cluster;
import io.muster.runtime.Foreseen;
import io.muster.runtime.Foreseen.Action;
import io.muster.runtime.Foresight;
import io.muster.runtime.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What member-service would do with the labels of namespaces, once the other services are done. */
public final class MemberForesight implements Foresight {

    private static final String KIND = "Namespace";

    private final Map<String, Namespaces.Facts> namespaces;
    private final List<Foresight> required;

    private MemberForesight(Map<String, Namespaces.Facts> namespaces, List<Foresight> required) {
        this.namespaces = namespaces;
        this.required = List.copyOf(required);
    }

    static MemberForesight read(KubernetesClient client, List<Foresight> required) {
        Map<String, Namespaces.Facts> namespaces = new HashMap<>();
        String fieldManager = Cluster.fieldManager(MemberService.NAME);
        var _ = Pages.each(client.namespaces(), namespace -> namespaces.put(namespace.getMetadata().getName(),
                Namespaces.facts(namespace, fieldManager)));
        return new MemberForesight(namespaces, required);
    }

    @Override
    public List<Foreseen> keep(MemberState member, MeshState mesh) {
        List<Foreseen> inTheWay = required.stream().flatMap(each -> each.keep(member, mesh).stream())
                .filter(each -> each.action().closesTheGate()).toList();
        String namespace = member.namespace();
        return switch (LabelDecision.of(memberOf(namespace), mesh.namespace(), inTheWay.isEmpty(), false)) {
            case KEEP -> List.of();
            case SET, RESTORE -> List.of(label(namespace, MeshKeys.MEMBER_OF, mesh.namespace()));
            case REMOVE -> List.of(label(namespace, MeshKeys.MEMBER_OF, null));
            case WAIT -> List.of(new Foreseen(KIND, namespace, Action.WAIT,
                    "it is not labelled as long as something else is missing"));
        };
    }

    @Override
    public List<Foreseen> release(String namespace) {
        String mesh = memberOf(namespace);
        return mesh == null || mesh.equals(namespace)
                ? List.of()
                : List.of(label(namespace, MeshKeys.MEMBER_OF, null));
    }

    /**
     * What it would do with a control-plane namespace itself.
     *
     * @param version
     *            {@code spec.version} of the control plane
     * @param isMesh
     *            whether the namespace has a control plane
     */
    public List<Foreseen> meshNamespace(String namespace, @Nullable String version, boolean isMesh) {
        Namespaces.Facts facts = namespaces.getOrDefault(namespace,
                new Namespaces.Facts(namespace, "", "", null, null, false, false));
        SortedMap<String, @Nullable String> change = MeshNamespaceLabels.change(facts, version, Optional.of(isMesh));
        return change.entrySet().stream().map(each -> label(namespace, each.getKey(), each.getValue())).toList();
    }

    private @Nullable String memberOf(String namespace) {
        Namespaces.Facts facts = namespaces.get(namespace);
        return facts == null ? null : facts.memberOf();
    }

    private static Foreseen label(String namespace, String key, @Nullable String value) {
        return new Foreseen(KIND, namespace, Action.UPDATE,
                value == null ? "without label " + key : "label %s=%s".formatted(key, value));
    }
}
