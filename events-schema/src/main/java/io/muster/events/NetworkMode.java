package io.muster.events;

/** How members of a mesh are given access to each other on this cluster's network. */
public enum NetworkMode {
    /** By NetworkPolicies. */
    NETWORK_POLICY,
    /** By joining NetNamespaces (OpenShift SDN, multitenant plugin). */
    MULTITENANT,
    /** By nothing: the subnet is flat. */
    SUBNET,
    /** The cluster network's plugin is one that Muster does not know; {@link MeshState#networkPlugin()} names it. */
    UNSUPPORTED
}
