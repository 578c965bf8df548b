package io.muster.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.muster.cli.MembershipPlan.Document;
import io.muster.cli.MembershipPlan.Verdict;
import io.muster.mesh.OpenFields;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server what {@code kubectl apply} of a document would make of the cluster: a request that goes through
 * all its rules and admission policies, and that nothing is stored of.
 */
final class DryRun {

    private static final String FIELD_MANAGER = "kubectl-client-side-apply";
    /** How the API server begins a complaint about fields that its schema does not have. */
    private static final String UNKNOWN_FIELDS = "strict decoding error: ";
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final KubernetesSerialization serialization;
    private final String defaultNamespace;
    private final Set<String> seen = new HashSet<>();
    /** Namespaces that earlier documents make, which the API server does not know of. */
    private final Set<String> coming = new HashSet<>();

    /** What becomes of a document; with the object as it would be stored, unless it would not. */
    record Answer(Document document, @Nullable HasMetadata object) {}

    DryRun(KubernetesClient client, String defaultNamespace) {
        this.client = client;
        this.serialization = client.getKubernetesSerialization();
        this.defaultNamespace = defaultNamespace;
    }

    /**
     * Asks.
     *
     * @throws StartFailure
     *             if the document is nothing that could be applied, or the API server does not answer
     */
    Answer apply(Manifest manifest) {
        Attempt attempt = new Attempt(manifest, PlannedKind.of(manifest));
        if (!seen.add(attempt.object)) {
            throw Manifests.wrong(manifest.place(), attempt.object + " is in an earlier document already");
        }
        try {
            return attempt.ask();
        } catch (KubernetesClientException e) {
            return attempt.refused(e);
        }
    }

    private final class Attempt {

        private final Manifest manifest;
        private final PlannedKind kind;
        private final @Nullable String namespace;
        private final String object;
        private final Map<String, @Nullable Object> content;
        private @Nullable GenericKubernetesResource live;

        Attempt(Manifest manifest, PlannedKind kind) {
            this.manifest = manifest;
            this.kind = kind;
            this.namespace = kind.isNamespaced()
                    ? manifest.text("metadata", "namespace").orElse(defaultNamespace)
                    : null;
            this.object = Manifest.object(kind.name(), namespace, manifest.name());
            this.content = namespace == null
                    ? Applied.merged(manifest.content(), Map.of())
                    : Applied.merged(manifest.content(), Map.of("metadata", Map.of("namespace", namespace)));
        }

        Answer ask() {
            NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all = all();
            live = all.withName(manifest.name()).get();
            if (live == null) {
                GenericKubernetesResource stored = all.resource(as(content, GenericKubernetesResource.class)).dryRun()
                        .fieldValidation(FieldValidateable.Validation.STRICT).create();
                return answer(Verdict.CREATED, true, "", fields(stored));
            }
            PatchContext context = PatchContext.of(PatchType.JSON_MERGE);
            context.setDryRun(List.of("All"));
            context.setFieldManager(FIELD_MANAGER);
            context.setFieldValidation("Strict");
            GenericKubernetesResource stored = all.withName(manifest.name()).patch(context,
                    serialization.asJson(patch(live)));
            return answer(meaning(live).equals(meaning(stored)) ? Verdict.UNCHANGED : Verdict.CHANGED, true, "",
                    fields(stored));
        }

        Answer refused(KubernetesClientException e) {
            String reason = e.getStatus() == null || e.getStatus().getMessage() == null
                    ? String.valueOf(e.getMessage())
                    : e.getStatus().getMessage();
            boolean isUnknownPlace = live == null && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            if (isUnknownPlace && coming.contains(namespace)) {
                return unchecked("its namespace is made by an earlier document");
            }
            if (isUnknownPlace) {
                return new Answer(document(Verdict.REFUSED, true,
                        "namespace %s does not exist: make it first".formatted(namespace)), null);
            }
            int unknownFields = reason.indexOf(UNKNOWN_FIELDS);
            if (unknownFields >= 0) {
                throw Manifests.wrong(manifest.place(), "%s cannot be applied: %s".formatted(object,
                        reason.substring(unknownFields + UNKNOWN_FIELDS.length())));
            }
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_BAD_REQUEST -> throw Manifests.wrong(manifest.place(),
                        "%s cannot be applied: %s".formatted(object, reason));
                case HttpURLConnection.HTTP_FORBIDDEN -> {
                    if (reason.contains(" cannot get resource")) {
                        throw notAnswered(reason, e);
                    }
                    yield reason.contains(" cannot create resource") || reason.contains(" cannot patch resource")
                            ? unchecked("you may not write it, so that the API server does not say what it makes of it")
                            : new Answer(document(Verdict.REFUSED, true, reason), null);
                }
                case UNPROCESSABLE, HttpURLConnection.HTTP_CONFLICT ->
                    new Answer(document(Verdict.REFUSED, true, reason), null);
                default -> throw notAnswered(reason, e);
            };
        }

        private StartFailure notAnswered(String reason, KubernetesClientException e) {
            return new StartFailure(ExitCode.KUBERNETES, "%s: the API server does not say what it makes of %s: %s"
                    .formatted(manifest.place(), object, reason), e);
        }

        /** Without the API server's word, by what it would do with an object that breaks none of its rules. */
        private Answer unchecked(String why) {
            Map<String, @Nullable Object> after = live == null
                    ? Applied.merged(Map.of("metadata", Map.of("uid", "not made yet")), content)
                    : Applied.merged(fields(live), patch(live));
            Answer answer = answer(live == null ? Verdict.CREATED : Verdict.CHANGED, false, why, after);
            Set<String> unknown = switch (answer.object) {
                case ServiceMeshMemberRoll roll -> unknown(roll.getSpec());
                case ServiceMeshMember member -> unknown(member.getSpec());
                case null, default -> Set.of();
            };
            if (!unknown.isEmpty()) {
                throw Manifests.wrong(manifest.place(), "%s has no field spec.%s, or it is of another type: correct it"
                        .formatted(kind.name(), String.join(", spec.", unknown)));
            }
            return answer;
        }

        private Set<String> unknown(@Nullable OpenFields spec) {
            return spec == null ? Set.of() : spec.getUnknownFields().keySet();
        }

        private Answer answer(Verdict verdict, boolean checked, String reason, Map<String, @Nullable Object> after) {
            if (kind.name().equals("Namespace") && verdict == Verdict.CREATED) {
                coming.add(manifest.name());
            }
            return new Answer(document(verdict, checked, reason), as(after, kind.type()));
        }

        private Document document(Verdict verdict, boolean checked, String reason) {
            return new Document(manifest.place(), object, verdict, checked, reason);
        }

        private Map<String, @Nullable Object> patch(GenericKubernetesResource object) {
            Map<String, String> annotations = object.getMetadata().getAnnotations();
            String last = annotations == null ? null : annotations.get(Applied.LAST);
            Map<?, ?> before = last == null ? Map.of() : serialization.unmarshal(last, Map.class);
            return Applied.patch(before, content);
        }

        private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all() {
            MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> everywhere = client
                    .genericKubernetesResources(kind.context(manifest.apiVersion()));
            return namespace == null ? everywhere : everywhere.inNamespace(namespace);
        }

        private <T> T as(Map<String, @Nullable Object> fields, Class<T> type) {
            try {
                return serialization.convertValue(fields, type);
            } catch (IllegalArgumentException | tools.jackson.core.JacksonException e) {
                throw Manifests.wrong(manifest.place(), "%s cannot be understood: %s".formatted(object,
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
            }
        }
    }

    @SuppressWarnings("unchecked") // an object's fields have names
    private Map<String, @Nullable Object> fields(GenericKubernetesResource object) {
        return serialization.convertValue(object, Map.class);
    }

    /** What of an object somebody may have meant. */
    private Map<String, @Nullable Object> meaning(GenericKubernetesResource object) {
        Map<String, @Nullable Object> meaning = fields(object);
        meaning.remove("status");
        Map<String, String> annotations = new HashMap<>();
        if (object.getMetadata().getAnnotations() != null) {
            annotations.putAll(object.getMetadata().getAnnotations());
            annotations.remove(Applied.LAST);
        }
        Map<String, String> labels = object.getMetadata().getLabels();
        meaning.put("metadata", new TreeMap<>(Map.of("annotations", annotations, "labels",
                labels == null ? Map.of() : labels)));
        return meaning;
    }
}
