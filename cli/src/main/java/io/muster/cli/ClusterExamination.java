package io.muster.cli;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.muster.mesh.Admission;
import io.muster.mesh.Crds;
import io.muster.runtime.Cluster;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Looks at the API server: its version and clock, the custom resources and the admission policies. */
record ClusterExamination(Cluster cluster) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What is there, and the cluster that the topics are about, if any. */
    List<Diagnosis> all(Optional<String> published) {
        List<Diagnosis> all = new ArrayList<>();
        KubernetesClient client = cluster.client();
        all.add(Diagnosis.ok("API server", "Kubernetes %s at %s, 1.%d or newer is needed".formatted(
                client.getKubernetesVersion().getGitVersion(), client.getMasterUrl(), Cluster.MINIMUM_MINOR)));
        all.add(published.isEmpty() || published.get().equals(cluster.id())
                ? Diagnosis.ok("cluster", cluster.id())
                : Diagnosis.fail("cluster", "the topics are about %s, this is %s".formatted(published.get(),
                        cluster.id()), "choose another --topic-prefix, or the kubeconfig of that cluster"));
        clock().ifPresent(all::add);
        Crds.load().forEach(needed -> all.add(customResource(needed)));
        Admission.policies().forEach(policy -> all.add(admission(policy)));
        return all;
    }

    /** The API server writes the time, in whole seconds, on every answer. */
    private Optional<Diagnosis> clock() {
        KubernetesClient client = cluster.client();
        try {
            Instant asked = Instant.now();
            HttpResponse<String> answer = client.getHttpClient().sendAsync(client.getHttpClient()
                    .newHttpRequestBuilder().uri(client.getMasterUrl() + "version").build(), String.class)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            String date = answer.header("Date");
            return date == null
                    ? Optional.empty()
                    : Optional.of(Clocks.compare("the API server", asked, Instant.now(),
                            DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from)));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Diagnosis customResource(CustomResourceDefinition needed) {
        String name = needed.getMetadata().getName();
        String about = "custom resource";
        String kind = needed.getSpec().getNames().getKind();
        CustomResourceDefinition found;
        try {
            found = cluster.client().apiextensions().v1().customResourceDefinitions().withName(name).get();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return new CustomResources(cluster.client()).missing().stream()
                    .anyMatch(each -> each.getMetadata().getName().equals(name))
                            ? Diagnosis.fail(about, kind + " is not served", "muster up --install")
                            : Diagnosis.warn(about, kind + " is served; you may not see in which versions",
                                    "kubectl get crd " + name);
        }
        if (found == null) {
            return Diagnosis.fail(about, kind + " is not there", "muster up --install");
        }
        List<String> served = served(found);
        List<String> missing = served(needed).stream().filter(version -> !served.contains(version)).toList();
        String versions = "%s is served in %s, stored in %s".formatted(kind, String.join(", ", served),
                found.getSpec().getVersions()
                        .stream().filter(each -> Boolean.TRUE.equals(each.getStorage()))
                        .map(CustomResourceDefinitionVersion::getName).collect(Collectors.joining()));
        return missing.isEmpty()
                ? Diagnosis.ok(about, versions)
                : Diagnosis.fail(about, versions + "; missing is " + String.join(", ", missing),
                        "kubectl apply --server-side -f deploy/helm/muster/crds");
    }

    private static List<String> served(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().stream().filter(each -> Boolean.TRUE.equals(each.getServed()))
                .map(CustomResourceDefinitionVersion::getName).sorted().toList();
    }

    private Diagnosis admission(ValidatingAdmissionPolicy policy) {
        KubernetesClient client = cluster.client();
        String name = policy.getMetadata().getName();
        String about = "admission policy";
        String mend = "kubectl apply -f deploy/admission";
        ValidatingAdmissionPolicy found;
        List<ValidatingAdmissionPolicyBinding> bindings;
        try {
            found = client.resource(policy).get();
            bindings = client.admissionRegistration().v1().validatingAdmissionPolicyBindings().list().getItems()
                    .stream().filter(each -> name.equals(each.getSpec().getPolicyName())).toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            return Diagnosis.warn(about, "you may not see " + name, "kubectl get validatingadmissionpolicies");
        }
        if (found == null) {
            return Diagnosis.fail(about,
                    name + " is missing: whoever may edit a roll can bring any namespace into a mesh",
                    mend);
        }
        if (bindings.stream().noneMatch(each -> each.getSpec().getValidationActions().contains("Deny"))) {
            return Diagnosis.fail(about, name + " is there, and nothing puts it in force", mend);
        }
        boolean isOurs = Objects.equals(expressions(policy), expressions(found));
        return isOurs
                ? Diagnosis.ok(about, name + " is in force")
                : Diagnosis.warn(about,
                        name + " is in force, but with other rules than those of this version of Muster", mend);
    }

    private static List<String> expressions(ValidatingAdmissionPolicy policy) {
        return policy.getSpec().getValidations().stream().map(each -> each.getExpression().strip()).toList();
    }
}
