package io.muster.member;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.ApiPath;
import io.muster.runtime.Deletion;
import io.muster.runtime.MergePatch;
import io.muster.runtime.Writes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every request with which this service changes the cluster. Whatever changes an object does so only if it is still as
 * it was looked at, so that nobody's newer word is lost: if it is not, the answer is a conflict (409).
 */
final class ClusterWrites {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Writes writes;
    private final String fieldManager;
    private final JsonMapper json = new JsonMapper();

    ClusterWrites(KubernetesClient client, Writes writes, String fieldManager) {
        this.client = client;
        this.writes = writes;
        this.fieldManager = fieldManager;
    }

    /** The Namespace as the API server has it now. */
    @Nullable
    Namespace read(String namespace) {
        return client.namespaces().withName(namespace).get();
    }

    /** The object as the API server has it now. */
    <T extends CustomResource<?, ?>> @Nullable T read(T object) {
        return resource(object).get();
    }

    /** Changes these labels of a Namespace and nothing else; null takes one away. */
    Namespace label(Namespaces.Facts namespace, SortedMap<String, @Nullable String> labels)
            throws InterruptedException {
        return counted("Namespace", namespace.name(), namespace.name(), "patch", () -> patch(namespace, labels));
    }

    /** The request of {@link #label} alone, for a caller that counts for himself. */
    Namespace patch(Namespaces.Facts namespace, SortedMap<String, @Nullable String> labels)
            throws InterruptedException {
        return MergePatch.send(client, ApiPath.of(Namespace.class, null, namespace.name()), fieldManager,
                json.writeValueAsString(Map.of("metadata", Map.of("uid", namespace.uid(), "resourceVersion",
                        namespace.resourceVersion(), "labels", labels))),
                Namespace.class);
    }

    /** Replaces the status of an object by one that was drawn from the one that it has. */
    <T extends CustomResource<?, ?>> T writeStatus(T object, Object status) throws InterruptedException {
        return counted(object, "patch",
                () -> patch(object, "status", Map.of("metadata", version(object), "status", status)));
    }

    /** Takes a finalizer off. */
    <T extends CustomResource<?, ?>> T removeFinalizer(T object, String finalizer)
            throws InterruptedException {
        List<String> others = object.getMetadata().getFinalizers().stream().filter(name -> !name.equals(finalizer))
                .toList();
        Map<String, Object> metadata = version(object);
        metadata.put("finalizers", others);
        return counted(object, "patch", () -> patch(object, "", Map.of("metadata", metadata)));
    }

    /** Makes a roll, if there is none of that name. */
    ServiceMeshMemberRoll create(ServiceMeshMemberRoll roll) throws InterruptedException {
        return counted(roll, "create", () -> client.resources(ServiceMeshMemberRoll.class)
                .inNamespace(roll.getMetadata().getNamespace()).resource(roll).create());
    }

    /** Deletes this very object. */
    void delete(CustomResource<?, ?> object) throws InterruptedException {
        counted(object, "delete", () -> {
            Deletion.send(client, object);
            return object;
        });
    }

    /** Tells a person something about an object. */
    Event tell(HasMetadata about, Announcement announcement, Instant now) throws InterruptedException {
        Event event = new EventBuilder().withNewMetadata().withNamespace(about.getMetadata().getNamespace())
                .withName("%s.%s".formatted(about.getMetadata().getName(),
                        Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano())))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withReportingController("muster.io/member-service").withReportingInstance(fieldManager)
                .withAction("Membership").withReason(announcement.reason().text())
                .withType(announcement.reason().type()).withNote(announcement.note())
                .withNewRegarding().withApiVersion(about.getApiVersion()).withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace()).withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid()).withResourceVersion(about.getMetadata().getResourceVersion())
                .endRegarding().build();
        return counted(event, "create", () -> client.events().v1().events()
                .inNamespace(about.getMetadata().getNamespace()).resource(event).create());
    }

    private <T extends CustomResource<?, ?>> T patch(T object, String subresource, Map<String, Object> patch)
            throws InterruptedException {
        Class<T> type = type(object);
        String path = ApiPath.of(type, object.getMetadata().getNamespace(), object.getMetadata().getName());
        return MergePatch.send(client, subresource.isEmpty() ? path : path + "/" + subresource, fieldManager,
                json.writeValueAsString(patch), type);
    }

    private static Map<String, Object> version(HasMetadata object) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("uid", object.getMetadata().getUid());
        metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
        return metadata;
    }

    private <T extends CustomResource<?, ?>> Resource<T> resource(T object) {
        return client.resources(type(object)).inNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName());
    }

    @SuppressWarnings("unchecked") // the class of a T that is final
    private static <T extends CustomResource<?, ?>> Class<T> type(T object) {
        return (Class<T>) object.getClass();
    }

    private <R> R counted(HasMetadata object, String verb, Callable<R> request) throws InterruptedException {
        return counted(object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName(), verb,
                request);
    }

    private <R> R counted(String kind, String namespace, String name, String verb, Callable<R> request)
            throws InterruptedException {
        try {
            return writes.attempt(kind, namespace, name).write(verb, request);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a request throws nothing else", e);
        }
    }
}
