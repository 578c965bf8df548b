package io.muster.member;

import io.fabric8.kubernetes.client.CustomResource;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.MeshWatches;
import io.muster.runtime.ResourceVersions;
import io.muster.runtime.Watched;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rolls, member objects and control planes as the cluster has them, this service's own latest writes included.
 */
final class MeshObjects implements AutoCloseable {

    /** Told on an informer's thread: to take note, never to work or wait. */
    interface Listener {

        /** A roll, a control plane or a claim by member object of this mesh is another now. */
        void meshChanged(String cpNamespace);

        /** A member object in this namespace, or the control plane that it names, is another now. */
        void objectChanged(String namespace);
    }

    private final Listener listener;
    private final Map<String, SortedMap<String, ControlPlaneFacts>> controlPlanes = new ConcurrentHashMap<>();
    /** Which mesh the member object of a namespace names. */
    private final ByMesh named = new ByMesh();
    /** What was written last and the informer may not have brought yet. */
    private final Map<String, CustomResource<?, ?>> written = new ConcurrentHashMap<>();
    private final Watched<ServiceMeshMemberRoll> rolls;
    private final Watched<ServiceMeshMember> objects;
    private final List<Watched.Listening> listening;

    /** Listens, until it is closed. */
    MeshObjects(MeshWatches watches, Listener listener) {
        this.listener = listener;
        rolls = watches.rolls();
        objects = watches.memberObjects();
        listening = List.of(watches.controlPlanes().listen(this::controlPlaneChanged), rolls.listen(this::rollChanged),
                objects.listen(this::objectChanged));
    }

    /** The rolls of a namespace, of whatever name. */
    List<ServiceMeshMemberRoll> rolls(String cpNamespace) {
        return rolls.in(cpNamespace).stream().map(this::latest).toList();
    }

    /** The roll that counts; null if there is none. */
    @Nullable
    ServiceMeshMemberRoll roll(String cpNamespace) {
        ServiceMeshMemberRoll roll = rolls.get(cpNamespace, MeshKeys.DEFAULT_NAME);
        return roll == null ? null : latest(roll);
    }

    /** The member objects of a namespace, of whatever name. */
    List<ServiceMeshMember> objects(String namespace) {
        return objects.in(namespace).stream().map(this::latest).toList();
    }

    /** The member object that counts; null if there is none. */
    @Nullable
    ServiceMeshMember object(String namespace) {
        ServiceMeshMember object = objects.get(namespace, MeshKeys.DEFAULT_NAME);
        return object == null ? null : latest(object);
    }

    /** The control planes of a namespace, by name. */
    SortedMap<String, ControlPlaneFacts> controlPlanes(String cpNamespace) {
        return controlPlanes.getOrDefault(cpNamespace, new TreeMap<>());
    }

    /** The namespaces whose member object names a mesh, its control plane or none of its. */
    Set<String> naming(String cpNamespace) {
        return named.of(cpNamespace);
    }

    /** Whether some member object claims its namespace for the mesh's control plane. */
    boolean isClaimed(String cpNamespace) {
        Set<String> names = controlPlanes(cpNamespace).keySet();
        return naming(cpNamespace).stream().map(this::object)
                .anyMatch(object -> object != null && claims(object, cpNamespace, names));
    }

    static boolean claims(ServiceMeshMember object, String cpNamespace, Collection<String> controlPlanes) {
        return object.getMetadata().getDeletionTimestamp() == null
                && MemberClaim.parse(object) instanceof MemberClaim.Valid valid
                && controlPlanes.stream().anyMatch(name -> valid.claim().isFor(cpNamespace, name));
    }

    /** Every namespace that has a roll or a control plane. */
    Set<String> meshNamespaces() {
        return Stream.concat(controlPlanes.keySet().stream(),
                rolls.all().map(roll -> roll.getMetadata().getNamespace())).collect(Collectors.toSet());
    }

    /** Every namespace that has a member object. */
    Set<String> objectNamespaces() {
        return objects.all().map(object -> object.getMetadata().getNamespace()).collect(Collectors.toSet());
    }

    /** This service has written it, or read it. */
    void saw(CustomResource<?, ?> object) {
        written.put(key(object), object);
    }

    @Override
    public void close() {
        listening.forEach(Watched.Listening::close);
    }

    @SuppressWarnings("unchecked") // what was written under a T's key is a T
    private <T extends CustomResource<?, ?>> T latest(T object) {
        CustomResource<?, ?> own = written.get(key(object));
        if (own == null) {
            return object;
        }
        if (version(own) > version(object) && own.getMetadata().getUid().equals(object.getMetadata().getUid())) {
            return (T) own;
        }
        written.remove(key(object), own);
        return object;
    }

    private static long version(CustomResource<?, ?> object) {
        return ResourceVersions.number(object.getMetadata().getResourceVersion());
    }

    private static String key(CustomResource<?, ?> object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    private void rollChanged(@Nullable ServiceMeshMemberRoll before, @Nullable ServiceMeshMemberRoll after) {
        ServiceMeshMemberRoll roll = Objects.requireNonNull(after == null ? before : after);
        if (after == null) {
            written.remove(key(roll));
        }
        listener.meshChanged(roll.getMetadata().getNamespace());
    }

    private void objectChanged(@Nullable ServiceMeshMember before, @Nullable ServiceMeshMember after) {
        ServiceMeshMember object = Objects.requireNonNull(after == null ? before : after);
        String namespace = object.getMetadata().getNamespace();
        if (after == null) {
            written.remove(key(object));
        }
        if (MeshKeys.DEFAULT_NAME.equals(object.getMetadata().getName())) {
            String names = after != null && MemberClaim.parse(after) instanceof MemberClaim.Valid valid
                    ? valid.claim().cpNamespace()
                    : null;
            String named = this.named.put(namespace, names);
            if (named != null) {
                listener.meshChanged(named);
            }
            if (names != null && !names.equals(named)) {
                listener.meshChanged(names);
            }
        }
        listener.objectChanged(namespace);
    }

    private void controlPlaneChanged(@Nullable ServiceMeshControlPlane before,
            @Nullable ServiceMeshControlPlane after) {
        ServiceMeshControlPlane object = Objects.requireNonNull(after == null ? before : after);
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        ControlPlaneFacts facts = after == null ? null : ControlPlaneFacts.of(after);
        if (Objects.equals(facts, controlPlanes(namespace).get(name))) {
            return;
        }
        controlPlanes.compute(namespace, (_, known) -> {
            SortedMap<String, ControlPlaneFacts> all = known == null ? new TreeMap<>() : new TreeMap<>(known);
            if (facts == null) {
                all.remove(name);
            } else {
                all.put(name, facts);
            }
            return all.isEmpty() ? null : all;
        });
        listener.meshChanged(namespace);
        naming(namespace).forEach(listener::objectChanged);
    }
}
