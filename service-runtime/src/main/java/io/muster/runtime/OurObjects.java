package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.mesh.MeshKeys;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind that are ours, which is to say that carry the member-of label: as the cluster has them, this
 * service's own latest writes included.
 */
final class OurObjects<T extends HasMetadata> implements AutoCloseable {

    private final ObjectKind<T> kind;
    private final KubernetesClient client;
    private final String fieldManager;
    private final Listener listener;
    private final Watched<T> watched;
    private final OwnWrites<T> ownWrites;
    private final WritesUnderWay<T> underWay = new WritesUnderWay<>();
    private final Map<String, String> editors = new ConcurrentHashMap<>();

    /** Told on the informer's thread. */
    interface Listener {

        /** Somebody else changed something in a namespace. */
        void namespaceChanged(String namespace);

        /** The cluster has come to know the kind, or to know it no longer. */
        void kindAppearedOrWent();
    }

    /** Starts watching; returns at once. */
    OurObjects(ObjectKind<T> kind, KubernetesClient client, String fieldManager, Clock clock,
            Listener listener) {
        this.kind = kind;
        this.client = client;
        this.fieldManager = fieldManager;
        this.listener = listener;
        this.ownWrites = new OwnWrites<>(clock);
        this.watched = new Watched<>(kind.name(),
                kind.in(client).inAnyNamespace().withLabel(MeshKeys.MEMBER_OF), this::trimmed,
                new Watched.Listener<>() {
                    @Override
                    public void changed(@Nullable T before, @Nullable T after) {
                        OurObjects.this.changed(before, after);
                    }

                    @Override
                    public void kindAppearedOrWent() {
                        listener.kindAppearedOrWent();
                    }
                });
    }

    ObjectKind<T> kind() {
        return kind;
    }

    /** Why nothing can be said about the objects; empty if it can. */
    Optional<String> problem() {
        return watched.problem();
    }

    /** See {@link Watched#renewIfBroken}. */
    void renewIfBroken() {
        watched.renewIfBroken();
    }

    /** Whether the cluster does not know the kind. */
    boolean isKindUnknown() {
        return watched.isKindUnknown();
    }

    /** The objects of a namespace by name. */
    Map<String, T> in(String namespace) {
        Map<String, T> objects = new HashMap<>();
        watched.in(namespace).forEach(object -> objects.put(object.getMetadata().getName(), object));
        ownWrites.overlay(namespace, objects, watched.resourceVersion());
        return objects;
    }

    /** Every namespace that has any. */
    Set<String> namespaces() {
        return watched.all().map(object -> object.getMetadata().getNamespace()).collect(Collectors.toSet());
    }

    /** The object as the API server has it now, ours or not; null if there is none. */
    @Nullable
    T read(String namespace, String name) {
        return kind.in(client).inNamespace(namespace).withName(name).get();
    }

    /** Whether an object is ours: by its label, or because this service made it and the label was taken off. */
    boolean isOurs(T object) {
        return isOurs(object, fieldManager);
    }

    /** The same for any service. */
    static boolean isOurs(HasMetadata object, String fieldManager) {
        return isLabelled(object)
                || FieldManagers.of(object).stream().anyMatch(entry -> fieldManager.equals(entry.getManager()));
    }

    /** Whether an object carries our label. */
    static boolean isLabelled(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null && labels.containsKey(MeshKeys.MEMBER_OF);
    }

    /** Makes the object: by POST, which touches nothing that is there already. */
    T create(T object) {
        return write(object, () -> {
            T created = kind.in(client).inNamespace(object.getMetadata().getNamespace()).resource(object).create();
            ownWrites.wrote(trimmed(created));
            return created;
        });
    }

    /** Replaces the object, if it is still at the resourceVersion it carries. */
    T update(T object) {
        return write(object, () -> {
            T updated = kind.in(client).inNamespace(object.getMetadata().getNamespace()).resource(object).update();
            ownWrites.wrote(trimmed(updated));
            return updated;
        });
    }

    /** Deletes this very object, if nobody has changed it since. */
    void delete(T object) {
        var _ = write(object, () -> {
            Deletion.send(client, object);
            ownWrites.deleted(object);
            return object;
        });
    }

    private T write(T object, Supplier<T> call) {
        String key = key(object);
        underWay.begin(key);
        try {
            return call.get();
        } finally {
            underWay.end(key).forEach(this::judge);
        }
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /** Who changed an object last, other than this service, where the API tells; forgotten once asked for. */
    @Nullable
    String takeEditor(String namespace, String name) {
        return editors.remove(namespace + "/" + name);
    }

    @Override
    public void close() {
        watched.close();
    }

    private void changed(@Nullable T before, @Nullable T after) {
        WritesUnderWay.Told<T> told = new WritesUnderWay.Told<>(before, after);
        if (!underWay.keep(key(Objects.requireNonNull(after == null ? before : after)), told)) {
            judge(told);
        }
    }

    /** Whose doing it is. */
    private void judge(WritesUnderWay.Told<T> told) {
        T after = told.after();
        T object = Objects.requireNonNull(after == null ? told.before() : after);
        if (after == null ? ownWrites.takeEchoOfDeletion(object) : ownWrites.takeEcho(after)) {
            return;
        }
        if (after == null) {
            editors.remove(key(object));
        } else if (told.before() != null) {
            FieldManagers.lastOther(after, fieldManager).ifPresent(manager -> editors.put(key(object), manager));
        }
        listener.namespaceChanged(object.getMetadata().getNamespace());
    }

    private T trimmed(T object) {
        T kept = kind.empty().get();
        kept.setMetadata(new ObjectMetaBuilder(object.getMetadata()).withManagedFields().build());
        kind.copyContent(object, kept);
        return kept;
    }
}
