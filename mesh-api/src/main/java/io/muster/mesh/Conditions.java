package io.muster.mesh;

/** The types and reasons of the conditions in the statuses of rolls and member objects. */
public final class Conditions {

    public static final String READY = "Ready";
    public static final String RECONCILED = "Reconciled";
    public static final String RBAC_READY = "RBACReady";
    public static final String NETWORK_READY = "NetworkReady";
    public static final String CNI_READY = "CNIReady";

    /** Roll: every member is configured for the present state of the mesh. */
    public static final String CONFIGURED = "Configured";
    /** Roll: some members are not configured yet. */
    public static final String RECONCILE_ERROR = "ReconcileError";
    /** Roll: its namespace has no control plane. */
    public static final String SMCP_MISSING = "ErrSMCPMissing";
    /** Roll: its namespace has more than one control plane. */
    public static final String MULTIPLE_SMCPS = "ErrMultipleSMCPs";
    /** Roll: it is not named {@link MeshKeys#DEFAULT_NAME}. */
    public static final String ROLL_INVALID_NAME = "ErrInvalidName";
    /** Roll: its members or selectors cannot be read. */
    public static final String ROLL_INVALID_SELECTOR = "ErrInvalidSelector";

    /** Member: the control plane it names does not exist. */
    public static final String CONTROL_PLANE_MISSING = "ErrorControlPlaneMissing";
    public static final String CONFIGURING_NAMESPACE = "ErrorConfiguringNamespace";
    public static final String REMOVING_NAMESPACE = "ErrorRemovingNamespace";
    /** Member: it is not named {@link MeshKeys#DEFAULT_NAME}. */
    public static final String MEMBER_INVALID_NAME = "InvalidName";
    /** Member or listed namespace: another mesh holds the namespace. */
    public static final String REFERENCES_DIFFERENT_CONTROL_PLANE = "ReferencesDifferentControlPlane";
    /** Member or listed namespace: there is no such namespace. */
    public static final String NAMESPACE_NOT_EXISTS = "NamespaceNotExists";

    private Conditions() {}
}
