package io.muster.cli;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.cli.ServiceRights.Right;
import io.muster.cli.ServiceRights.When;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks the API server whether it lets each service do its work: by the service accounts that the chart makes or, where
 * there is none, by the account of whoever runs this, as {@code muster up} does.
 *
 * @param namespace
 *            of the service accounts
 * @param release
 *            what their names start with
 */
record AccountExamination(KubernetesClient client, String namespace, String release, Collection<MeshState> meshes) {

    List<Diagnosis> all() {
        try {
            List<ServiceKind> deployed = Stream.of(ServiceKind.values()).filter(this::hasAccount).toList();
            return deployed.isEmpty() ? List.of(own()) : deployed.stream().flatMap(this::ofService).toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return List.of(Diagnosis.warn("rights of services",
                        "you may not ask what their accounts may do, so that it is not checked",
                        "kubectl create clusterrolebinding muster-doctor --clusterrole=system:auth-delegator --user=YOU"));
            }
            throw e;
        }
    }

    private boolean hasAccount(ServiceKind service) {
        return client.serviceAccounts().inNamespace(namespace).withName(account(service)).get() != null;
    }

    private String account(ServiceKind service) {
        return release + "-" + service.id();
    }

    private Stream<Diagnosis> ofService(ServiceKind service) {
        String user = "system:serviceaccount:%s:%s".formatted(namespace, account(service));
        Predicate<ResourceAttributes> may = what -> client.authorization().v1().subjectAccessReview()
                .create(new SubjectAccessReviewBuilder().withNewSpec().withUser(user)
                        .withGroups("system:serviceaccounts", "system:serviceaccounts:" + namespace,
                                "system:authenticated")
                        .withResourceAttributes(what).endSpec().build())
                .getStatus().getAllowed();
        Diagnosis rights = rights("rights of " + service.id(), List.of(service), may,
                "helm upgrade %s deploy/helm/muster -n %s --reuse-values".formatted(release, namespace));
        return service == ServiceKind.RBAC ? Stream.concat(Stream.of(rights), grants(may)) : Stream.of(rights);
    }

    /** Whoever runs all services in one process needs the rights of all. */
    private Diagnosis own() {
        return rights("your rights", List.of(ServiceKind.values()), what -> client.authorization().v1()
                .selfSubjectAccessReview().create(new SelfSubjectAccessReviewBuilder().withNewSpec()
                        .withResourceAttributes(what).endSpec().build())
                .getStatus().getAllowed(),
                "run muster up with another --context, or install the chart, whose accounts have them");
    }

    private Diagnosis rights(String about, List<ServiceKind> services, Predicate<ResourceAttributes> may,
            String mend) {
        boolean isMultitenant = meshes.stream().anyMatch(mesh -> mesh.networkMode() == NetworkMode.MULTITENANT);
        List<Right> needed = services.stream().flatMap(service -> ServiceRights.of(service).stream()).distinct()
                .filter(right -> right.when() == When.ALWAYS || (isMultitenant && right.when() == When.MULTITENANT))
                .toList();
        List<String> missing = needed.stream().filter(right -> !may.test(attributes(right))).map(Right::text).toList();
        return missing.isEmpty()
                ? Diagnosis.ok(about, "all of the %d that are needed".formatted(needed.size()))
                : Diagnosis.fail(about, "missing: " + String.join(", ", missing), mend);
    }

    /** Nobody can grant what they neither have nor may bind. */
    private Stream<Diagnosis> grants(Predicate<ResourceAttributes> may) {
        return meshes.stream().flatMap(mesh -> {
            List<String> missing = new ArrayList<>(mesh.roleBindings().stream()
                    .map(binding -> binding.roleRef().name()).collect(Collectors.toCollection(TreeSet::new)));
            missing.removeIf(role -> may.test(attributes(
                    new Right("rbac.authorization.k8s.io", "clusterroles", role, "bind", When.ALWAYS))));
            return missing.isEmpty()
                    ? Stream.empty()
                    : Stream.of(Diagnosis.fail("grants of " + mesh.namespace(),
                            "rbac-service may not bind " + String.join(", ", missing),
                            "muster allow %s --service-account %s/%s | kubectl apply -f -".formatted(mesh.namespace(),
                                    namespace, account(ServiceKind.RBAC))));
        });
    }

    private static ResourceAttributes attributes(Right right) {
        String[] resource = right.resource().split("/", 2);
        ResourceAttributesBuilder attributes = new ResourceAttributesBuilder().withGroup(right.group())
                .withResource(resource[0]).withVerb(right.verb());
        if (resource.length > 1) {
            attributes.withSubresource(resource[1]);
        }
        if (!right.name().isEmpty()) {
            attributes.withName(right.name());
        }
        return attributes.build();
    }
}
