package io.muster.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.member.RollNeed;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.Pages;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Control planes, rolls and member objects, as listed and as changed since: which rolls member-service provides. */
final class MeshResources {

    private final Map<String, ServiceMeshControlPlane> controlPlanes = new TreeMap<>();
    private final Map<String, ServiceMeshMemberRoll> rolls = new TreeMap<>();
    private final Map<String, ServiceMeshMember> members = new TreeMap<>();

    static MeshResources read(KubernetesClient client) {
        MeshResources resources = new MeshResources();
        var _ = Pages.each(client.resources(ServiceMeshControlPlane.class).inAnyNamespace(), resources::put);
        var _ = Pages.each(client.resources(ServiceMeshMemberRoll.class).inAnyNamespace(), resources::put);
        var _ = Pages.each(client.resources(ServiceMeshMember.class).inAnyNamespace(), resources::put);
        return resources;
    }

    void put(HasMetadata object) {
        switch (object) {
            case ServiceMeshControlPlane controlPlane -> controlPlanes.put(key(controlPlane), controlPlane);
            case ServiceMeshMemberRoll roll -> rolls.put(key(roll), roll);
            case ServiceMeshMember member -> members.put(key(member), member);
            default -> {
                // no roll depends on it
            }
        }
    }

    void remove(ServiceMeshMemberRoll roll) {
        rolls.remove(key(roll));
    }

    /** What member-service has to do about rolls, by control-plane namespace; empty if nothing. */
    SortedMap<String, RollNeed> needs() {
        Map<String, List<ServiceMeshControlPlane>> meshes = controlPlanes.values().stream()
                .collect(Collectors.groupingBy(each -> each.getMetadata().getNamespace()));
        SortedMap<String, RollNeed> needs = new TreeMap<>();
        Stream.concat(meshes.keySet().stream(), rolls.values().stream().map(each -> each.getMetadata().getNamespace()))
                .distinct().forEach(namespace -> {
                    RollNeed need = RollNeed.of(namespace, meshes.getOrDefault(namespace, List.of()),
                            roll(namespace), members.values());
                    if (!(need instanceof RollNeed.Nothing)) {
                        needs.put(namespace, need);
                    }
                });
        return needs;
    }

    /** The roll that counts; null if there is none. */
    @Nullable
    ServiceMeshMemberRoll roll(String cpNamespace) {
        return rolls.get(cpNamespace + "/" + MeshKeys.DEFAULT_NAME);
    }

    private static String key(CustomResource<?, ?> object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}
