package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Name and namespace of a control plane. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"name", "namespace"})
public final class ControlPlaneRef extends OpenFields {

    private @Nullable String name;
    private @Nullable String namespace;

    /**
     * What Jackson is to use: it would prefer the constructor with parameters, and field by field it can keep what has
     * the wrong type.
     */
    @JsonCreator
    public ControlPlaneRef() {}

    public ControlPlaneRef(String name, String namespace) {
        this.name = name;
        this.namespace = namespace;
    }

    public @Nullable String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name;
    }

    public @Nullable String getNamespace() {
        return namespace;
    }

    public void setNamespace(@Nullable String namespace) {
        this.namespace = namespace;
    }

    @Override
    List<@Nullable Object> knownFields() {
        return Arrays.asList(name, namespace);
    }
}
