package io.muster.watcher;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.mesh.MeshKeys;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks, now and then, whether the cluster has admission policies in force for the resources that decide about
 * membership. Who was allowed to write an object cannot be told afterwards: without policies, whoever may edit a roll
 * decides about any namespace.
 */
final class AdmissionPolicies implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionPolicies.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String API = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic";
    private static final Set<String> DECIDING = Set.of("servicemeshcontrolplanes", "servicemeshmemberrolls",
            "servicemeshmembers");

    private final KubernetesClient client;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("muster-admission-policies").daemon().factory());
    private volatile Set<String> unguarded = Set.of();

    AdmissionPolicies(KubernetesClient client, Duration interval) {
        this.client = client;
        var _ = timer.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The resources that no policy in force is about. */
    Set<String> unguarded() {
        return unguarded;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void look() {
        try {
            Set<String> found = unguarded(items(API + "ies"), items(API + "ybindings"));
            if (!found.equals(unguarded) && !found.isEmpty()) {
                LOG.atWarn().addKeyValue("resources", found)
                        .log("no admission policy guards these resources: whoever may edit them decides about"
                                + " namespaces of others; apply the policies in deploy/admission, or run muster up --install");
            }
            unguarded = found;
        } catch (KubernetesClientException | JacksonException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage())
                    .log("whether admission policies guard the membership cannot be told");
        }
    }

    private JsonNode items(String path) {
        String list = client.raw(path);
        return list == null ? JSON.createArrayNode() : JSON.readTree(list).path("items");
    }

    static Set<String> unguarded(JsonNode policies, JsonNode bindings) {
        Set<String> bound = new HashSet<>();
        bindings.forEach(binding -> bound.add(binding.path("spec").path("policyName").asString("")));
        Set<String> unguarded = new TreeSet<>(DECIDING);
        for (JsonNode policy : policies) {
            if (bound.contains(policy.path("metadata").path("name").asString(""))) {
                for (JsonNode rule : policy.path("spec").path("matchConstraints").path("resourceRules")) {
                    if (names(rule.path("apiGroups"), MeshKeys.GROUP)) {
                        unguarded.removeIf(resource -> names(rule.path("resources"), resource));
                    }
                }
            }
        }
        return unguarded;
    }

    private static boolean names(JsonNode list, String wanted) {
        for (JsonNode entry : list) {
            String name = entry.asString("");
            if (name.equals("*") || name.equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
