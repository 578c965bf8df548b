package io.muster.mesh;

import java.time.Instant;

/**
 * A mesh that claims a namespace.
 *
 * @param cpNamespace
 *            the mesh's control-plane namespace
 * @param kind
 *            its strongest claim
 * @param controlPlaneCreatedAt
 *            when its control plane was created
 */
public record Candidate(String cpNamespace, ClaimKind kind, Instant controlPlaneCreatedAt) {}
