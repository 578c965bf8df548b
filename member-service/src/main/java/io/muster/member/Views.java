package io.muster.member;

import io.muster.events.Concern;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.member.ConcernStanding.Kind;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.ServiceMeshMember;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what records and cluster say at this moment, for the statuses to be drawn from. */
final class Views {

    private final Records records;
    private final MeshObjects objects;
    private final Namespaces namespaces;

    Views(Records records, MeshObjects objects, Namespaces namespaces) {
        this.records = records;
        this.objects = objects;
        this.namespaces = namespaces;
    }

    /** A mesh; empty while the records cannot be told apart from records that are lost. */
    Optional<MeshView> mesh(String cpNamespace) {
        MeshState mesh = records.mesh(cpNamespace);
        SortedMap<String, Held> held = new TreeMap<>();
        for (String namespace : records.heldBy(cpNamespace)) {
            if (mesh == null) {
                return Optional.empty();
            }
            records.member(namespace).filter(member -> member.state().mesh().equals(cpNamespace))
                    .ifPresent(member -> held.put(namespace, held(member, mesh)));
        }
        SortedMap<String, String> leaving = new TreeMap<>();
        records.leaving(cpNamespace).forEach(namespace -> leaving.put(namespace, records.unremoved(namespace)));
        return Optional.of(
                new MeshView(cpNamespace, objects.controlPlanes(cpNamespace), mesh, held, leaving));
    }

    /** A member object's namespace and mesh. */
    ObjectView object(ServiceMeshMember object) {
        String namespace = object.getMetadata().getNamespace();
        Optional<MemberClaim> claim = MemberClaim.parse(object) instanceof MemberClaim.Valid valid
                ? Optional.of(valid.claim())
                : Optional.empty();
        SortedMap<String, ControlPlaneFacts> controlPlanes = claim
                .map(names -> objects.controlPlanes(names.cpNamespace())).orElseGet(TreeMap::new);
        Optional<ControlPlaneFacts> controlPlane = claim
                .map(names -> controlPlanes.get(names.controlPlaneName()));
        Optional<Records.Member> member = records.member(namespace);
        String holder = member.map(record -> record.state().mesh()).orElse(null);
        MeshState mesh = claim.map(names -> records.mesh(names.cpNamespace())).orElse(null);
        Optional<Held> held = mesh == null
                ? Optional.empty()
                : member.filter(record -> record.state().mesh().equals(mesh.namespace()))
                        .map(record -> held(record, mesh));
        Optional<String> refusal = mesh == null
                ? Optional.empty()
                : mesh.refused().stream().filter(refused -> refused.namespace().equals(namespace))
                        .map(MeshState.Refused::reason).findFirst();
        String unremoved = holder == null ? records.unremoved(namespace) : "";
        return new ObjectView(controlPlane, controlPlanes.size(), holder, held, refusal,
                unremoved.isEmpty() ? Optional.empty() : Optional.of(unremoved));
    }

    private Held held(Records.Member member, MeshState mesh) {
        String namespace = member.state().namespace();
        Outcome label = records.outcome(Concern.MEMBER, namespace);
        Kind kind = label == null || !member.event().id().equals(label.event())
                ? Kind.BEHIND
                : switch (label.state()) {
                    case APPLIED -> Kind.APPLIED;
                    case WAITING -> Kind.WAITING;
                    case FAILED -> Kind.FAILED;
                    case CONFLICT -> Kind.CONFLICT;
                };
        return new Held(namespace, member.state().claim(), member.state().movedFrom(),
                records.gate(member.event(), mesh, namespace), kind,
                label == null || kind == Kind.BEHIND ? "" : label.reason(),
                carries(namespaces.get(namespace), mesh));
    }

    private static boolean carries(Namespaces.@Nullable Facts namespace, MeshState mesh) {
        return namespace != null && mesh.namespace().equals(namespace.memberOf());
    }
}
