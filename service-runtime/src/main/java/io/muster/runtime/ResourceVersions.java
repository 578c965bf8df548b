package io.muster.runtime;

import org.jspecify.annotations.Nullable;

/** Resource versions as numbers: the API guarantees that those of one kind can be compared (KEP-5504). */
public final class ResourceVersions {

    private ResourceVersions() {}

    /** The number; 0 where there is none or it is not one. */
    public static long number(@Nullable String resourceVersion) {
        if (resourceVersion == null || resourceVersion.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(resourceVersion);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
