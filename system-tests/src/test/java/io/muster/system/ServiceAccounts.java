package io.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.system.AuditLog.Right;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The accounts, and with them the rights and settings, that the chart gives the services.
 *
 * @param namespace
 *            that Muster is installed in
 * @param folder
 *            for kubeconfigs
 */
record ServiceAccounts(KubernetesClient admin, String namespace, Chart.Rendered chart, Path folder) {

    private static final Set<String> MADE = Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding");
    /** Where the servers of a test are is the test's to say. */
    private static final Set<String> OF_THE_TEST = Set.of("MUSTER_BOOTSTRAP_SERVERS", "MUSTER_TOPIC_PREFIX",
            "MUSTER_PARTITIONS", "MUSTER_REPLICATION_FACTOR", "MUSTER_HTTP_HOST", "MUSTER_HTTP_PORT");

    /** Makes them. */
    void install() {
        for (GenericKubernetesResource object : chart.objects()) {
            if (MADE.contains(object.getKind())) {
                admin.resource(object).create();
            }
        }
    }

    String user(String service) {
        return "system:serviceaccount:" + namespace + ":muster-" + service;
    }

    /** The environment that the chart starts a service with, and a kubeconfig that holds nothing but its own token. */
    Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>(chart.object(Deployment.class, "muster-" + service).getSpec()
                .getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> !OF_THE_TEST.contains(variable.getName()))
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue)));
        environment.put("MUSTER_KUBECONFIG", kubeconfig(service).toString());
        return environment;
    }

    private Path kubeconfig(String service) {
        String token = admin.serviceAccounts().inNamespace(namespace).withName("muster-" + service)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build()).getStatus().getToken();
        Config config = admin.getConfiguration();
        assertThat(config.getCaCertData()).isNotNull();
        Path file = folder.resolve(service + ".kubeconfig");
        try {
            return Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    current-context: own
                    contexts:
                    - name: own
                      context: {cluster: test, user: own}
                    clusters:
                    - name: test
                      cluster: {server: "%s", certificate-authority-data: %s}
                    users:
                    - name: own
                      user: {token: %s}
                    """.formatted(config.getMasterUrl(), config.getCaCertData(), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service's ClusterRole grants; to bind is no request of its own. */
    Set<Right> granted(String service) {
        return chart.object(ClusterRole.class, "muster-" + service).getRules().stream()
                .flatMap(rule -> rule.getApiGroups().stream().flatMap(group -> rule.getResources().stream().flatMap(
                        resource -> rule.getVerbs().stream().map(verb -> new Right(group + "/" + resource, verb)))))
                .filter(right -> !right.verb().equals("bind")).collect(Collectors.toCollection(TreeSet::new));
    }
}
