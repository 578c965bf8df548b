package io.muster.testing;

import io.muster.events.Claim;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A mesh that really is in the cluster, and what a watcher would say about it: for tests of a service that consumes
 * this.
 *
 * @param namespace
 *            its control-plane namespace
 */
public record MeshUnderTest(ControlPlaneUnderTest cluster, String namespace) {

    /** Name of every such mesh's control plane. */
    public static final String NAME = "basic";

    /** Installs a control plane of this version in a fresh namespace. */
    public static MeshUnderTest install(ControlPlaneUnderTest cluster, String version) {
        cluster.installCrds();
        ServiceMeshControlPlane controlPlane = new ServiceMeshControlPlane();
        controlPlane.getMetadata().setNamespace(cluster.createNamespace("cp"));
        controlPlane.getMetadata().setName(NAME);
        controlPlane.setSpec(Map.of("version", version));
        cluster.admin().resource(controlPlane).create();
        return new MeshUnderTest(cluster, controlPlane.getMetadata().getNamespace());
    }

    /** Makes the roll list these namespaces and no other. */
    public void roll(String... members) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(namespace);
        roll.getMetadata().setName("default");
        ServiceMeshMemberRollSpec spec = new ServiceMeshMemberRollSpec();
        spec.setMembers(List.of(members));
        roll.setSpec(spec);
        cluster.admin().resource(roll).createOr(existing -> existing.update());
    }

    /** A namespace that exists, as a listed member. */
    public MemberState member(String member) {
        return new MemberState(member, cluster.admin().namespaces().withName(member).get().getMetadata().getUid(),
                namespace, Claim.LISTED, Instant.now(), null,
                StandInWatcher.cause("ServiceMeshMemberRoll", namespace, "default"), Instant.now());
    }

    /** The mesh without sources, on a cluster whose network knows policies. */
    public MeshState state() {
        return state(NetworkMode.NETWORK_POLICY, List.of("v2-5-istio-cni"));
    }

    /** The mesh without sources. */
    public MeshState state(NetworkMode mode, List<String> attachments) {
        return new MeshState(namespace, NAME, "uid", "v2.5", null, true, false, false, List.of(), true, List.of(),
                List.of(), mode, null, attachments, new TreeMap<>(), false, List.of(), List.of(), List.of(), List.of(),
                Map.of(), StandInWatcher.cause("ServiceMeshControlPlane", namespace, NAME), Instant.now());
    }
}
