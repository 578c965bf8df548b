package io.muster.network;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A namespace's place in the network of OpenShift SDN: cluster-scoped, named like the namespace, made and removed by
 * the SDN. Its fields stand beside the metadata ({@code netname}, {@code netid}, {@code egressIPs}) and are kept as
 * plain JSON, known ones and others.
 */
@Group("network.openshift.io")
@Version("v1")
public final class NetNamespace extends CustomResource<Void, Void> {

    /** Name of the kind. */
    public static final String KIND = "NetNamespace";

    /** Annotation: what the SDN master is asked to do; it takes it off in the update with which it has done so. */
    public static final String CHANGE = "pod.network.openshift.io/multitenant.change-network";

    /** The value of {@link #CHANGE} that asks for a network of the namespace's own. */
    public static final String ISOLATE = "isolate";

    /** What the value of {@link #CHANGE} starts with that asks for the network of another namespace. */
    public static final String JOIN = "join:";

    /** Annotation of ours: the netid of the mesh that this namespace was joined to. */
    public static final String JOINED_NETID = "muster.io/joined-netid";

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    /** All fields but kind, apiVersion and metadata, as plain JSON values. */
    @JsonAnyGetter
    public Map<String, @Nullable Object> getFields() {
        return fields;
    }

    @JsonAnySetter
    public void setField(String name, @Nullable Object value) {
        fields.put(name, value);
    }
}
