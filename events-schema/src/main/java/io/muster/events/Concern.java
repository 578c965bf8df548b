package io.muster.events;

/** One thing a member namespace needs, applied by one service independently of all others. */
public enum Concern {
    /** RoleBindings for the control plane's service accounts. */
    RBAC,
    /** NetworkPolicies or NetNamespace joins. */
    NETWORK,
    /** NetworkAttachmentDefinitions for the Istio CNI plugin. */
    CNI,
    /** The member-of label and the statuses. */
    MEMBER;

    /** The name used in topics, metrics, settings and JSON: lower case. */
    public String id() {
        return switch (this) {
            case RBAC -> "rbac";
            case NETWORK -> "network";
            case CNI -> "cni";
            case MEMBER -> "member";
        };
    }
}
