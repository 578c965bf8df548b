package io.muster.watcher;

/**
 * Which object of the cluster a fact is about.
 *
 * @param kind
 *            its kind
 * @param namespace
 *            its namespace; empty for a Namespace and for the cluster's network
 * @param name
 *            its name
 */
record FactKey(Kind kind, String namespace, String name) {

    /** The kinds that membership is a function of. */
    enum Kind {
        NAMESPACE, CONTROL_PLANE, ROLL, MEMBER_OBJECT, ROLE_BINDING, NETWORK_POLICY, NETWORK
    }

    /** The cluster's network, of which there is one. */
    static final FactKey NETWORK = new FactKey(Kind.NETWORK, "", "cluster");

    static FactKey namespace(String name) {
        return new FactKey(Kind.NAMESPACE, "", name);
    }
}
