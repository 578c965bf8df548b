package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which mesh the namespace of a member object wants to belong to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"controlPlaneRef"})
public final class ServiceMeshMemberSpec extends OpenFields {

    private @Nullable ControlPlaneRef controlPlaneRef;

    public @Nullable ControlPlaneRef getControlPlaneRef() {
        return controlPlaneRef;
    }

    public void setControlPlaneRef(@Nullable ControlPlaneRef controlPlaneRef) {
        this.controlPlaneRef = controlPlaneRef;
    }

    @Override
    List<@Nullable Object> knownFields() {
        return Arrays.asList(controlPlaneRef);
    }
}
