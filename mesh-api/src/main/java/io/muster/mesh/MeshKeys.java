package io.muster.mesh;

/** Names, labels and annotations that control planes, the former operator and Muster agree on. */
public final class MeshKeys {

    /** API group of the custom resources. */
    public static final String GROUP = "maistra.io";

    /** The only name of a roll or member object that counts. */
    public static final String DEFAULT_NAME = "default";

    /**
     * Label. On a Namespace: the control-plane namespace of the mesh it belongs to (a control-plane namespace carries
     * its own name). On any other object: it is ours, and was written for the mesh of that control-plane namespace.
     */
    public static final String MEMBER_OF = "maistra.io/member-of";

    /** Label that a control plane's installation puts on what it renders: the control-plane namespace. */
    public static final String OWNER = "maistra.io/owner";

    /** Label that a control plane's installation puts on what it renders: the name of the control plane. */
    public static final String OWNER_NAME = "maistra.io/owner-name";

    /** Label that a control plane's installation puts on what it renders: the generation it was rendered for. */
    public static final String MESH_GENERATION = "maistra.io/mesh-generation";

    /** Annotation, any value: a source object in a control-plane namespace that is not for the members. */
    public static final String INTERNAL = "maistra.io/internal";

    /** Label on a Namespace: nothing is injected there. */
    public static final String IGNORE_NAMESPACE = "maistra.io/ignore-namespace";

    /** The value of {@link #IGNORE_NAMESPACE}. */
    public static final String IGNORE_NAMESPACE_VALUE = "ignore";

    /** Label on every object we write: the version of the control plane it was written for. */
    public static final String MAISTRA_VERSION = "maistra-version";

    /** Label with which a user marks pods that the router may reach. */
    public static final String EXPOSE_ROUTE = "maistra.io/expose-route";

    /** Annotation on a roll or member object that some controller, and no person, made. */
    public static final String CREATED_BY = "maistra.io/created-by";

    /**
     * Value of {@link #CREATED_BY} on a member object that the former operator made for a listed namespace: it is not a
     * claim.
     */
    public static final String CREATED_BY_ROLL = "servicemeshmemberroll-controller";

    /** Value of {@link #CREATED_BY} on a roll that was made because a member object needed one. */
    public static final String CREATED_BY_MEMBER = "servicemeshmember-controller";

    /** Finalizer of the former operator on rolls and member objects. */
    public static final String FORMER_FINALIZER = "maistra.io/istio-operator";

    /** Label that says which tool manages an object. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY} on every object we write. */
    public static final String MANAGED_BY_VALUE = "muster";

    /** Annotation on a user's pod: the networks that Multus attaches it to. */
    public static final String POD_NETWORKS = "k8s.v1.cni.cncf.io/networks";

    /** Annotation or label on a user's pod: whether it wants a sidecar. */
    public static final String POD_INJECT = "sidecar.istio.io/inject";

    private MeshKeys() {}
}
