package io.muster.cli;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.testing.ControlPlaneUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An account that may read everything and write nothing. */
final class Reader {

    private Reader() {}

    /** Makes it, and its kubeconfig. */
    static Path kubeconfig(ControlPlaneUnderTest cluster) {
        return kubeconfig(cluster, "get", "list", "watch");
    }

    /** The same with other rights, which may be none. */
    static Path kubeconfig(ControlPlaneUnderTest cluster, String... verbs) {
        KubernetesClient admin = cluster.admin();
        String name = cluster.freshNamespaceName("reader");
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withNamespace("default").withName(name)
                .endMetadata().build()).create();
        if (verbs.length > 0) {
            admin.resource(new ClusterRoleBuilder().withNewMetadata().withName(name).endMetadata()
                    .addNewRule().withApiGroups("*").withResources("*").withVerbs(verbs).endRule().build()).create();
            admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(name).endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name).addNewSubject()
                    .withKind("ServiceAccount").withNamespace("default").withName(name).endSubject().build()).create();
        }
        String token = admin.serviceAccounts().inNamespace("default").withName(name)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build()).getStatus().getToken();
        Config config = admin.getConfiguration();
        try {
            Path file = Files.createTempFile("muster-reader-", ".kubeconfig");
            file.toFile().deleteOnExit();
            return Files.writeString(file, """
                    {"apiVersion": "v1", "kind": "Config", "current-context": "own",
                     "contexts": [{"name": "own", "context": {"cluster": "test", "user": "own"}}],
                     "clusters": [{"name": "test", "cluster": {"server": "%s", "certificate-authority-data": "%s"}}],
                     "users": [{"name": "own", "user": {"token": "%s"}}]}
                    """.formatted(config.getMasterUrl(), config.getCaCertData(), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
