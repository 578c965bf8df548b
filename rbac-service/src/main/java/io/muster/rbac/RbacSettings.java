package io.muster.rbac;

import io.muster.runtime.CommonSettings;
import io.muster.runtime.SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings of rbac-service.
 *
 * @param common
 *            those that every service has
 * @param allowed
 *            pairs cp-namespace/ClusterRole that may be granted although the ClusterRole does not name the mesh as its
 *            owner
 */
record RbacSettings(CommonSettings common, Set<String> allowed) {

    /**
     * Reads them.
     *
     * @throws io.muster.runtime.StartFailure
     *             listing everything that is wrong
     */
    static RbacSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, "RBAC");
        RbacSettings settings = read(reader);
        reader.finish();
        return settings;
    }

    static RbacSettings read(SettingsReader reader) {
        CommonSettings common = CommonSettings.read(reader);
        List<String> allowed = reader.list("MUSTER_RBAC_ALLOWED", List.of(),
                "pairs cp-namespace/ClusterRole that may be granted although the ClusterRole names no owner");
        allowed.stream().filter(pair -> !pair.matches("[^/]+/[^/]+"))
                .forEach(pair -> reader.reject("MUSTER_RBAC_ALLOWED", pair, "pairs such as mesh-a/my-cluster-role"));
        return new RbacSettings(common, Set.copyOf(allowed));
    }
}
