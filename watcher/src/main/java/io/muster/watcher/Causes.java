package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.muster.events.Cause;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who changed an object last, and when, as far as the API tells: it keeps both per field manager in managedFields. */
final class Causes {

    private Causes() {}

    /**
     * The last change of an object.
     *
     * @param fields
     *            what matters of the object, each a path in the form of managedFields such as {@code f:spec} or
     *            {@code f:metadata/f:labels}; who wrote anything else did not change what matters
     */
    static Cause ofChange(HasMetadata object, String... fields) {
        ObjectMeta metadata = object.getMetadata();
        if (metadata.getDeletionTimestamp() != null) {
            return cause(object, metadata.getResourceVersion(), null, instant(metadata.getDeletionTimestamp()));
        }
        Optional<ManagedFieldsEntry> newest = entries(metadata).stream()
                .filter(entry -> entry.getTime() != null && touches(entry, fields))
                .max(Comparator.comparing(ManagedFieldsEntry::getTime));
        return cause(object, metadata.getResourceVersion(),
                newest.map(ManagedFieldsEntry::getManager).orElse(null),
                newest.map(entry -> instant(entry.getTime())).orElse(null));
    }

    /** The disappearance of an object: the API does not tell who deleted it or when. */
    static Cause ofDeletion(HasMetadata object) {
        return cause(object, null, null, null);
    }

    private static Cause cause(HasMetadata object, @Nullable String resourceVersion, @Nullable String fieldManager,
            @Nullable Instant time) {
        ObjectMeta metadata = object.getMetadata();
        return new Cause(object.getKind(), metadata.getNamespace(), metadata.getName(), metadata.getUid(),
                resourceVersion, fieldManager, time);
    }

    private static List<ManagedFieldsEntry> entries(ObjectMeta metadata) {
        return metadata.getManagedFields() == null ? List.of() : metadata.getManagedFields();
    }

    private static boolean touches(ManagedFieldsEntry entry, String... fields) {
        if (fields.length == 0) {
            return true;
        }
        for (String field : fields) {
            Object node = entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
            for (String step : field.split("/", -1)) {
                node = node instanceof Map<?, ?> map ? map.get(step) : null;
            }
            if (node != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
