package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A control plane, which Muster only reads. Spec and status stay plain JSON: of some hundred fields a handful matter
 * here, and those are read by the methods below. A field that is absent or has the wrong type reads as absent; none of
 * these methods throws.
 */
@Group(MeshKeys.GROUP)
@Version("v2")
@ShortNames("smcp")
public sealed class ServiceMeshControlPlane extends CustomResource<Map<String, Object>, Map<String, Object>>
        implements
            Namespaced
        permits ServiceMeshControlPlaneV1 {

    /** How a control plane relates to the cluster. */
    public enum Mode {
        MULTI_TENANT, CLUSTER_WIDE
    }

    private static final MaistraVersion TECH_PREVIEW_OF_CLUSTER_WIDE = new MaistraVersion(2, 3);

    /** {@code spec.version}: what the control plane is meant to be, such as {@code v2.5}. */
    public @Nullable String version() {
        return text(at(getSpec(), "version"));
    }

    /** {@code status.chartVersion}: what is installed, such as {@code 2.5.1}. */
    public @Nullable String chartVersion() {
        return text(at(getStatus(), "chartVersion"));
    }

    /** {@code status.operatorVersion}. */
    public @Nullable String operatorVersion() {
        return text(at(getStatus(), "operatorVersion"));
    }

    /**
     * {@code status.observedGeneration}: the generation that the control plane's own operator has dealt with; 0 if it
     * has not yet.
     */
    public long observedGeneration() {
        return at(getStatus(), "observedGeneration") instanceof Number number ? number.longValue() : 0;
    }

    /** When the control plane was created; {@link Instant#MAX} for an object that the API server has not stored. */
    public Instant createdAt() {
        String timestamp = getMetadata().getCreationTimestamp();
        return timestamp == null ? Instant.MAX : Instant.parse(timestamp);
    }

    /** Whether what is installed is what the spec asks for. */
    @JsonIgnore
    public boolean isReconciled() {
        Long generation = getMetadata().getGeneration();
        return generation != null && generation == observedGeneration() && reconciledConditionIsNotAgainstIt();
    }

    private boolean reconciledConditionIsNotAgainstIt() {
        if (!(at(getStatus(), "conditions") instanceof List<?> conditions)) {
            return true;
        }
        return conditions.stream()
                .filter(condition -> Conditions.RECONCILED.equals(at(condition, "type")))
                .allMatch(condition -> "True".equals(at(condition, "status")));
    }

    /** Cluster-wide by {@code spec.mode} or, in version 2.3 only, by its technical preview of it. */
    public Mode mode() {
        boolean clusterWide = "ClusterWide".equals(at(getSpec(), "mode"))
                || ("ClusterScoped".equals(at(getSpec(), "techPreview", "controlPlaneMode"))
                        && MaistraVersion.parse(version()).filter(TECH_PREVIEW_OF_CLUSTER_WIDE::equals).isPresent());
        return clusterWide ? Mode.CLUSTER_WIDE : Mode.MULTI_TENANT;
    }

    /** Whether the mesh wants network policies in its members; it does unless it says otherwise. */
    public boolean managesNetworkPolicy() {
        return !Boolean.FALSE.equals(at(getSpec(), "security", "manageNetworkPolicy"));
    }

    /**
     * Whether the 1.1 injector is told to append to a pod's networks instead of overwriting them; only seen through the
     * v1 API.
     */
    public boolean injectPodRedirectAnnot() {
        return Boolean.TRUE.equals(at(getSpec(), "istio", "sidecarInjectorWebhook", "injectPodRedirectAnnot"));
    }

    @Override
    protected Map<String, Object> initSpec() {
        return new LinkedHashMap<>();
    }

    /** A status appears only when somebody has written one. */
    @Override
    protected @Nullable Map<String, Object> initStatus() {
        return null;
    }

    private static @Nullable Object at(@Nullable Object from, String... path) {
        Object value = from;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }
}
