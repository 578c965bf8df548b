package io.muster.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which namespaces a mesh wants: by name, or by label. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"members", "memberSelectors"})
public final class ServiceMeshMemberRollSpec extends OpenFields {

    private @Nullable List<String> members;
    private @Nullable List<LabelSelector> memberSelectors;

    public @Nullable List<String> getMembers() {
        return members;
    }

    public void setMembers(@Nullable List<String> members) {
        this.members = members;
    }

    public @Nullable List<LabelSelector> getMemberSelectors() {
        return memberSelectors;
    }

    public void setMemberSelectors(@Nullable List<LabelSelector> memberSelectors) {
        this.memberSelectors = memberSelectors;
    }

    @Override
    List<@Nullable Object> knownFields() {
        return Arrays.asList(members, memberSelectors);
    }
}
