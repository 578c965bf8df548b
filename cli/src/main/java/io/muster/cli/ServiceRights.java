package io.muster.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the account of a service must be allowed in the cluster: what the chart grants, as a test holds it to. */
public final class ServiceRights {

    /** When a right is needed. */
    public enum When {
        ALWAYS,
        /** Where the cluster's network is OpenShift SDN's multitenant plugin. */
        MULTITENANT,
        /** Where the former operator is taken over from. */
        TAKEOVER
    }

    /**
     * A right in the whole cluster.
     *
     * @param group
     *            empty for the core group
     * @param resource
     *            with its subresource after a slash
     * @param name
     *            of the one object that it is about; empty for all
     */
    public record Right(String group, String resource, String name, String verb, When when) {

        /** As a person says it: {@code list rolebindings.rbac.authorization.k8s.io}. */
        String text() {
            return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (name.isEmpty() ? "" : "/" + name);
        }
    }

    private static final String MESH = "maistra.io";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String SDN = "network.openshift.io";
    private static final String ADMISSION = "admissionregistration.k8s.io";

    private static final List<Right> CLAIMS = join(right("", "namespaces", "list", "watch"), kubeSystem(),
            right(MESH, "servicemeshcontrolplanes", "list", "watch"),
            right(MESH, "servicemeshmemberrolls", "list", "watch"),
            right(MESH, "servicemeshmembers", "list", "watch"));

    private ServiceRights() {}

    /**
     * Those of a service.
     *
     * @param service
     *            its name, such as {@code rbac-service}
     */
    public static List<Right> of(String service) {
        return of(ServiceKind.of(service).orElseThrow());
    }

    static List<Right> of(ServiceKind service) {
        return switch (service) {
            case WATCHER -> join(CLAIMS, right(RBAC, "rolebindings", "list", "watch"),
                    right("networking.k8s.io", "networkpolicies", "list", "watch"),
                    List.of(new Right("config.openshift.io", "networks", "cluster", "get", When.ALWAYS),
                            new Right(SDN, "clusternetworks", "default", "get", When.ALWAYS)),
                    right(ADMISSION, "validatingadmissionpolicies", "list"),
                    right(ADMISSION, "validatingadmissionpolicybindings", "list"));
            case RBAC -> join(CLAIMS, kept(RBAC, "rolebindings"), right(RBAC, "clusterroles", "list", "watch"));
            case NETWORK -> join(CLAIMS, kept("networking.k8s.io", "networkpolicies"),
                    right(SDN, "netnamespaces", "list", "watch"),
                    List.of(new Right(SDN, "netnamespaces", "", "patch", When.MULTITENANT)));
            case CNI -> join(CLAIMS, kept("k8s.cni.cncf.io", "network-attachment-definitions"));
            case MEMBER -> join(right("", "namespaces", "get", "list", "watch", "patch"),
                    right(MESH, "servicemeshcontrolplanes", "list", "watch"),
                    right(MESH, "servicemeshmemberrolls", "get", "list", "watch", "create", "delete"),
                    right(MESH, "servicemeshmembers", "get", "list", "watch"),
                    right(MESH, "servicemeshmemberrolls/status", "patch"),
                    right(MESH, "servicemeshmembers/status", "patch"), right("events.k8s.io", "events", "create"),
                    List.of(new Right(MESH, "servicemeshmemberrolls", "", "patch", When.TAKEOVER),
                            new Right(MESH, "servicemeshmembers", "", "delete", When.TAKEOVER),
                            new Right(MESH, "servicemeshmembers", "", "patch", When.TAKEOVER)));
        };
    }

    private static List<Right> kubeSystem() {
        return List.of(new Right("", "namespaces", "kube-system", "get", When.ALWAYS));
    }

    private static List<Right> kept(String group, String resource) {
        return right(group, resource, "get", "list", "watch", "create", "update", "delete");
    }

    private static List<Right> right(String group, String resource, String... verbs) {
        return Arrays.stream(verbs).map(verb -> new Right(group, resource, "", verb, When.ALWAYS)).toList();
    }

    @SafeVarargs
    private static List<Right> join(List<Right>... parts) {
        List<Right> all = new ArrayList<>();
        for (List<Right> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
