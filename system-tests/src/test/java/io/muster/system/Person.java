package io.muster.system;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.testing.ControlPlaneUnderTest;
import java.util.List;

/** Someone who works with a cluster and has the rights that RBAC gives them, which are none at first. */
final class Person implements AutoCloseable {

    private static final String RBAC_GROUP = "rbac.authorization.k8s.io";

    private final ControlPlaneUnderTest cluster;
    private final String user;
    private final KubernetesClient client;

    /** A user whom nobody has heard of yet. */
    Person(ControlPlaneUnderTest cluster) {
        this.cluster = cluster;
        this.user = cluster.freshNamespaceName("person");
        this.client = cluster.clientAs(user, "system:authenticated");
    }

    /** A service account, and with it who works under its name. */
    Person(ControlPlaneUnderTest cluster, String namespace, String serviceAccount) {
        this.cluster = cluster;
        this.user = "system:serviceaccount:" + namespace + ":" + serviceAccount;
        this.client = cluster.clientAsServiceAccount(namespace, serviceAccount);
    }

    KubernetesClient client() {
        return client;
    }

    /**
     * Gives a right in a namespace.
     *
     * @param names
     *            only on objects of these names; none: on all
     */
    Person may(String verb, String group, String resource, String namespace, String... names) {
        String role = cluster.freshNamespaceName("may");
        cluster.admin().rbac().roles().inNamespace(namespace).resource(
                new RoleBuilder().withNewMetadata().withName(role).endMetadata()
                        .withRules(rule(verb, group, resource, names)).build())
                .create();
        cluster.admin().rbac().roleBindings().inNamespace(namespace).resource(
                new RoleBindingBuilder().withNewMetadata().withName(role)
                        .endMetadata().withNewRoleRef(RBAC_GROUP, "Role", role).withSubjects(subject()).build())
                .create();
        return this;
    }

    /** Gives a right in the whole cluster. */
    Person mayEverywhere(String verb, String group, String resource) {
        String role = cluster.freshNamespaceName("may");
        cluster.admin().rbac().clusterRoles().resource(
                new ClusterRoleBuilder().withNewMetadata().withName(role)
                        .endMetadata().withRules(rule(verb, group, resource)).build())
                .create();
        cluster.admin().rbac().clusterRoleBindings().resource(
                new ClusterRoleBindingBuilder().withNewMetadata().withName(role)
                        .endMetadata().withNewRoleRef(RBAC_GROUP, "ClusterRole", role).withSubjects(subject()).build())
                .create();
        return this;
    }

    private static PolicyRule rule(String verb, String group, String resource, String... names) {
        return new PolicyRuleBuilder().withVerbs(verb).withApiGroups(group).withResources(resource)
                .withResourceNames(List.of(names)).build();
    }

    private Subject subject() {
        return new SubjectBuilder().withKind("User").withName(user).withApiGroup(RBAC_GROUP).build();
    }

    @Override
    public void close() {
        client.close();
    }
}
