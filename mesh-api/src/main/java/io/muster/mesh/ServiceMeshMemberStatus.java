package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a member object. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"annotations", "observedGeneration", "meshGeneration", "meshReconciledVersion", "conditions"})
public final class ServiceMeshMemberStatus extends OpenFields {

    private @Nullable Map<String, String> annotations;
    private @Nullable Long observedGeneration;
    private @Nullable Long meshGeneration;
    private @Nullable String meshReconciledVersion;
    private @Nullable List<Condition> conditions;

    public @Nullable Map<String, String> getAnnotations() {
        return annotations;
    }

    public void setAnnotations(@Nullable Map<String, String> annotations) {
        this.annotations = annotations;
    }

    public @Nullable Long getObservedGeneration() {
        return observedGeneration;
    }

    public void setObservedGeneration(@Nullable Long observedGeneration) {
        this.observedGeneration = observedGeneration;
    }

    public @Nullable Long getMeshGeneration() {
        return meshGeneration;
    }

    public void setMeshGeneration(@Nullable Long meshGeneration) {
        this.meshGeneration = meshGeneration;
    }

    public @Nullable String getMeshReconciledVersion() {
        return meshReconciledVersion;
    }

    public void setMeshReconciledVersion(@Nullable String meshReconciledVersion) {
        this.meshReconciledVersion = meshReconciledVersion;
    }

    public @Nullable List<Condition> getConditions() {
        return conditions;
    }

    public void setConditions(@Nullable List<Condition> conditions) {
        this.conditions = conditions;
    }

    @Override
    List<@Nullable Object> knownFields() {
        return Arrays.asList(annotations, observedGeneration, meshGeneration, meshReconciledVersion, conditions);
    }
}
