package io.muster.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The object whose change led to an event, as far as the API tells.
 *
 * @param kind
 *            Kubernetes kind, for example {@code ServiceMeshMemberRoll}
 * @param namespace
 *            its namespace; absent for cluster-scoped objects
 * @param name
 *            its name
 * @param uid
 *            its uid; absent where the object was never seen
 * @param resourceVersion
 *            its resourceVersion after the change; absent where the object is gone
 * @param fieldManager
 *            who made the change; absent where the API does not tell (deletions, removed keys)
 * @param time
 *            when, in whole seconds; absent where the API does not tell
 */
public record Cause(
        String kind,
        @Nullable String namespace,
        String name,
        @Nullable String uid,
        @Nullable String resourceVersion,
        @Nullable String fieldManager,
        @Nullable Instant time) {}
