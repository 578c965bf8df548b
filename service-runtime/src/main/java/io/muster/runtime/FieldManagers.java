package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the API server tells of who wrote to an object. */
public final class FieldManagers {

    private FieldManagers() {}

    /** All entries; none where the object does not carry them. */
    public static List<ManagedFieldsEntry> of(HasMetadata object) {
        List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
        return entries == null ? List.of() : entries;
    }

    /** Who wrote last, other than this field manager; empty where the API does not tell. */
    public static Optional<String> lastOther(HasMetadata object, String fieldManager) {
        return of(object).stream().filter(entry -> entry.getTime() != null && entry.getManager() != null)
                .filter(entry -> !fieldManager.equals(entry.getManager()))
                .max(Comparator.comparing(ManagedFieldsEntry::getTime)).map(ManagedFieldsEntry::getManager);
    }
}
