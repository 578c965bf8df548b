package io.muster.cni;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network that pods of its namespace may be attached to by name. With an empty spec Multus uses the CNI configuration
 * of that name on the node. The status, which some plugins write, is left alone.
 */
@Group("k8s.cni.cncf.io")
@Version("v1")
@Plural("network-attachment-definitions")
public final class NetworkAttachmentDefinition extends CustomResource<Map<String, Object>, Void>
        implements
            Namespaced {

    @Override
    protected Map<String, Object> initSpec() {
        return new LinkedHashMap<>();
    }
}
