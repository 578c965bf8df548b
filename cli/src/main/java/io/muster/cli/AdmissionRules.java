package io.muster.cli;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.mesh.Admission;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The admission policies in a cluster: how to bring them, and when the API server holds everyone to them. */
record AdmissionRules(KubernetesClient client) {

    private static final String FIELD_MANAGER = "muster-cli";
    private static final String PROBED_NAMESPACE = "default";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    /**
     * Brings the policies as this version of Muster has them, and the bindings that are missing; then waits until they
     * are in force. What somebody else has changed stays as it is.
     *
     * @return what was done and what was not, a line each; empty if everything was there
     * @throws StartFailure
     *             if the API server denies it
     */
    List<String> install() {
        List<String> lines = new ArrayList<>();
        try {
            Admission.policies().forEach(policy -> apply(policy, lines));
            List<ValidatingAdmissionPolicyBinding> bindings = Admission.bindings();
            List<ValidatingAdmissionPolicyBinding> missing = bindings.stream()
                    .filter(binding -> client.resource(binding).get() == null).toList();
            missing.forEach(binding -> client.resource(binding).create());
            if (!missing.isEmpty()) {
                lines.add("installed the admission policies");
            }
            ValidatingAdmissionPolicyBinding last = bindings.getLast();
            if (missing.contains(last) && !new Waiting(LIMIT, LOOK).until(() -> isInForce(last))) {
                lines.add("the admission policies are not in force after %d s: look at their status"
                        .formatted(LIMIT.toSeconds()));
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of("this cluster knows no ValidatingAdmissionPolicies, which need Kubernetes 1.30: nothing"
                        + " keeps who may edit a roll from listing the namespaces of others");
            }
            throw new StartFailure(ExitCode.KUBERNETES,
                    "the admission policies cannot be installed: %s".formatted(e.getMessage()), e);
        }
        return lines;
    }

    private void apply(ValidatingAdmissionPolicy policy, List<String> lines) {
        try {
            client.resource(policy).fieldManager(FIELD_MANAGER).serverSideApply();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            lines.add("the admission policy %s was changed by somebody else and stays as it is: %s"
                    .formatted(policy.getMetadata().getName(), e.getStatus().getMessage().replace('\n', ' ')));
        }
    }

    /**
     * The API server takes a second or two to know a policy, and tells nobody when it does. So it is asked about a roll
     * that lists its own namespace, without creating it: only the policy whose binding was made last refuses that.
     */
    private boolean isInForce(ValidatingAdmissionPolicyBinding last) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.getMetadata().setNamespace(PROBED_NAMESPACE);
        roll.getMetadata().setName(MeshKeys.DEFAULT_NAME);
        roll.getSpec().setMembers(List.of(PROBED_NAMESPACE));
        try {
            client.resource(roll).dryRun().create();
            return false;
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage()).contains(last.getMetadata().getName());
        }
    }
}
