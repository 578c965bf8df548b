package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one namespace of a roll. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"namespace", "conditions"})
public final class MemberNamespaceStatus extends OpenFields {

    private @Nullable String namespace;
    private @Nullable List<Condition> conditions;

    public @Nullable String getNamespace() {
        return namespace;
    }

    public void setNamespace(@Nullable String namespace) {
        this.namespace = namespace;
    }

    public @Nullable List<Condition> getConditions() {
        return conditions;
    }

    public void setConditions(@Nullable List<Condition> conditions) {
        this.conditions = conditions;
    }

    @Override
    List<@Nullable Object> knownFields() {
        return Arrays.asList(namespace, conditions);
    }
}
