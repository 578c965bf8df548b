package io.muster.member;

import io.fabric8.kubernetes.api.model.Namespace;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.FieldManagers;
import io.muster.runtime.MeshWatches;
import io.muster.runtime.ResourceVersions;
import io.muster.runtime.Watched;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Namespaces of the cluster as far as their labels go, this service's own latest writes included. */
final class Namespaces implements AutoCloseable {

    private final String fieldManager;
    private final Consumer<String> changed;
    private final Map<String, Facts> known = new ConcurrentHashMap<>();
    private final Map<String, String> editors = new ConcurrentHashMap<>();
    private final Watched.Listening listening;

    /**
     * What is known of one.
     *
     * @param memberOf
     *            value of the member-of label; null if it is not there
     * @param ignore
     *            value of the ignore-namespace label; null if it is not there
     * @param ignoreIsOurs
     *            whether it was this service that set the latter
     */
    record Facts(
            String name,
            String uid,
            String resourceVersion,
            @Nullable String memberOf,
            @Nullable String ignore,
            boolean ignoreIsOurs,
            boolean terminating) {

        /** Whether a person would see no difference. */
        boolean means(Facts other) {
            return uid.equals(other.uid) && Objects.equals(memberOf, other.memberOf)
                    && Objects.equals(ignore, other.ignore) && terminating == other.terminating;
        }

        private boolean isOlderThan(Facts other) {
            return uid.equals(other.uid)
                    && ResourceVersions.number(resourceVersion) < ResourceVersions.number(other.resourceVersion);
        }
    }

    /**
     * Listens, until it is closed.
     *
     * @param changed
     *            told, on the informer's thread, of a namespace of which something that matters was changed by others
     */
    Namespaces(MeshWatches watches, String fieldManager, Consumer<String> changed) {
        this.fieldManager = fieldManager;
        this.changed = changed;
        this.listening = watches.namespaces().listen(this::changed);
    }

    @Nullable
    Facts get(String name) {
        return known.get(name);
    }

    /** Those that carry the member-of label. */
    Stream<Facts> labelled() {
        return known.values().stream().filter(facts -> facts.memberOf != null);
    }

    /** This service has written to it, or read it. */
    void saw(Namespace namespace) {
        Facts facts = facts(namespace);
        known.merge(facts.name, facts, (before, after) -> after.isOlderThan(before) ? before : after);
    }

    /** Who changed it last, other than this service, where the API tells; forgotten once asked for. */
    @Nullable
    String takeEditor(String name) {
        return editors.remove(name);
    }

    @Override
    public void close() {
        listening.close();
    }

    private void changed(@Nullable Namespace before, @Nullable Namespace after) {
        if (after == null) {
            String name = Objects.requireNonNull(before).getMetadata().getName();
            String uid = before.getMetadata().getUid();
            editors.remove(name);
            known.computeIfPresent(name, (_, facts) -> facts.uid.equals(uid) ? null : facts);
            changed.accept(name);
            return;
        }
        Facts facts = facts(after);
        Facts earlier = known.get(facts.name);
        saw(after);
        if (earlier == null || (!facts.isOlderThan(earlier) && !facts.means(earlier))) {
            FieldManagers.lastOther(after, fieldManager).ifPresent(editor -> editors.put(facts.name, editor));
            changed.accept(facts.name);
        }
    }

    Facts facts(Namespace namespace) {
        return facts(namespace, fieldManager);
    }

    static Facts facts(Namespace namespace, String fieldManager) {
        Map<String, String> labels = Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of());
        return new Facts(namespace.getMetadata().getName(), namespace.getMetadata().getUid(),
                namespace.getMetadata().getResourceVersion(), labels.get(MeshKeys.MEMBER_OF),
                labels.get(MeshKeys.IGNORE_NAMESPACE),
                labels.containsKey(MeshKeys.IGNORE_NAMESPACE)
                        && setBy(fieldManager, namespace, MeshKeys.IGNORE_NAMESPACE),
                namespace.getMetadata().getDeletionTimestamp() != null);
    }

    private static boolean setBy(String fieldManager, Namespace namespace, String label) {
        return FieldManagers.of(namespace).stream().filter(entry -> fieldManager.equals(entry.getManager()))
                .anyMatch(entry -> String.valueOf(entry.getFieldsV1()).contains("f:" + label));
    }
}
