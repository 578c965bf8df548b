package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a roll. Control planes read {@code configuredMembers} to know which namespaces to watch. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"annotations", "observedGeneration", "meshGeneration", "meshReconciledVersion", "members",
        "configuredMembers", "pendingMembers", "terminatingMembers", "memberStatuses", "conditions"})
public final class ServiceMeshMemberRollStatus extends OpenFields {

    private @Nullable Map<String, String> annotations;
    private @Nullable Long observedGeneration;
    private @Nullable Long meshGeneration;
    private @Nullable String meshReconciledVersion;
    private @Nullable List<String> members;
    private @Nullable List<String> configuredMembers;
    private @Nullable List<String> pendingMembers;
    private @Nullable List<String> terminatingMembers;
    private @Nullable List<MemberNamespaceStatus> memberStatuses;
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

    public @Nullable List<String> getMembers() {
        return members;
    }

    public void setMembers(@Nullable List<String> members) {
        this.members = members;
    }

    public @Nullable List<String> getConfiguredMembers() {
        return configuredMembers;
    }

    public void setConfiguredMembers(@Nullable List<String> configuredMembers) {
        this.configuredMembers = configuredMembers;
    }

    public @Nullable List<String> getPendingMembers() {
        return pendingMembers;
    }

    public void setPendingMembers(@Nullable List<String> pendingMembers) {
        this.pendingMembers = pendingMembers;
    }

    public @Nullable List<String> getTerminatingMembers() {
        return terminatingMembers;
    }

    public void setTerminatingMembers(@Nullable List<String> terminatingMembers) {
        this.terminatingMembers = terminatingMembers;
    }

    public @Nullable List<MemberNamespaceStatus> getMemberStatuses() {
        return memberStatuses;
    }

    public void setMemberStatuses(@Nullable List<MemberNamespaceStatus> memberStatuses) {
        this.memberStatuses = memberStatuses;
    }

    public @Nullable List<Condition> getConditions() {
        return conditions;
    }

    public void setConditions(@Nullable List<Condition> conditions) {
        this.conditions = conditions;
    }

    @Override
    List<@Nullable Object> knownFields() {
        return Arrays.asList(annotations, observedGeneration, meshGeneration, meshReconciledVersion, members,
                configuredMembers, pendingMembers, terminatingMembers, memberStatuses, conditions);
    }
}
