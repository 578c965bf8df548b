package io.muster.member;

import io.muster.events.Cause;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.mesh.ControlPlaneRef;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values that tests are made of: mesh-a with its control plane basic. */
final class Samples {

    static final String CP = "mesh-a";
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final ControlPlaneFacts CONTROL_PLANE = new ControlPlaneFacts("basic", "v2.5", 3, "2.5.1-3", false, false);

    private Samples() {}

    static Cause cause() {
        return new Cause("ServiceMeshMemberRoll", CP, "default", null, null, null, null);
    }

    static MeshState mesh() {
        return mesh(List.of(), List.of(), List.of(), List.of());
    }

    static MeshState mesh(List<MeshState.Conflict> conflicts, List<String> missing, List<MeshState.Refused> refused,
            List<MeshState.Problem> problems) {
        return new MeshState(CP, "basic", "uid", "v2.5", "2.5.1", true, false, false, List.of(), true, List.of(),
                List.of(), NetworkMode.NETWORK_POLICY, null, List.of("v2-5-istio-cni"), new TreeMap<>(), false,
                conflicts, missing, refused, problems, Map.of(), cause(), NOW).withRevisions();
    }

    static Event joined(String namespace, String id) {
        return new Event(EventType.MEMBER_JOINED, id, null, new EventSource("c", "watcher"), namespace, null, NOW,
                null, Map.of(), new MemberState(namespace, "uid-" + namespace, CP, Claim.LISTED, NOW, null, cause(),
                        NOW));
    }

    static Outcome outcome(String namespace, Concern concern, Outcome.State state, String event, String revision,
            String reason, ObjectOutcome... objects) {
        return new Outcome(namespace, concern, state, CP, event, revision, reason, List.of(objects), List.of(),
                List.of(), NOW);
    }

    static Gate open(ObjectOutcome... refused) {
        return new Gate(List.of(new ConcernStanding(Concern.RBAC, ConcernStanding.Kind.APPLIED, "", List.of(refused)),
                new ConcernStanding(Concern.CNI, ConcernStanding.Kind.APPLIED, "", List.of())));
    }

    static Gate closed(ConcernStanding.Kind kind, String reason) {
        return new Gate(List.of(new ConcernStanding(Concern.RBAC, ConcernStanding.Kind.APPLIED, "", List.of()),
                new ConcernStanding(Concern.CNI, kind, reason, List.of())));
    }

    static Held ready(String namespace) {
        return held(namespace, open(), ConcernStanding.Kind.APPLIED);
    }

    static Held held(String namespace, Gate gate, ConcernStanding.Kind label) {
        return new Held(namespace, Claim.LISTED, null, gate, label, "", label == ConcernStanding.Kind.APPLIED);
    }

    static MeshView view(MeshState mesh, Held... held) {
        return view(mesh, Map.of(), held);
    }

    static MeshView view(MeshState mesh, Map<String, String> leaving, Held... held) {
        return new MeshView(CP, new TreeMap<>(Map.of("basic", CONTROL_PLANE)), mesh, byName(held),
                new TreeMap<>(leaving));
    }

    static SortedMap<String, Held> byName(Held... held) {
        SortedMap<String, Held> byName = new TreeMap<>();
        Arrays.stream(held).forEach(one -> byName.put(one.namespace(), one));
        return byName;
    }

    static ServiceMeshMemberRoll roll(String... members) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(CP);
        roll.getMetadata().setName("default");
        roll.getMetadata().setGeneration(7L);
        roll.getSpec().setMembers(List.of(members));
        return roll;
    }

    static ServiceMeshMember object(String namespace, String cpNamespace, String controlPlane) {
        ServiceMeshMember object = new ServiceMeshMember();
        object.getMetadata().setNamespace(namespace);
        object.getMetadata().setName("default");
        object.getMetadata().setGeneration(1L);
        ServiceMeshMemberSpec spec = new ServiceMeshMemberSpec();
        spec.setControlPlaneRef(new ControlPlaneRef(controlPlane, cpNamespace));
        object.setSpec(spec);
        return object;
    }
}
