package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a custom resource that keeps the fields it does not know, so that writing an object back never loses what a
 * newer version of the resource, or another operator, put there.
 */
public abstract sealed class OpenFields
        permits ServiceMeshMemberRollSpec, ServiceMeshMemberRollStatus, MemberNamespaceStatus, ServiceMeshMemberSpec,
        ControlPlaneRef,
        ServiceMeshMemberStatus {

    private final Map<String, @Nullable Object> unknownFields = new LinkedHashMap<>();

    OpenFields() {}

    /** Fields this type does not know, and known ones whose value is of the wrong type, as plain JSON values. */
    @JsonAnyGetter
    public Map<String, @Nullable Object> getUnknownFields() {
        return unknownFields;
    }

    @JsonAnySetter
    public void setUnknownField(String name, @Nullable Object value) {
        unknownFields.put(name, value);
    }

    /**
     * The values of the known fields, in a fixed order: two parts are equal when these and their unknown fields are.
     */
    abstract List<@Nullable Object> knownFields();

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof OpenFields that && getClass() == that.getClass()
                && knownFields().equals(that.knownFields())
                && unknownFields.equals(that.unknownFields);
    }

    @Override
    public final int hashCode() {
        return 31 * knownFields().hashCode() + unknownFields.hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + knownFields() + unknownFields;
    }
}
