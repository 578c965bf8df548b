package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.events.Concern;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import java.util.Optional;

/**
 * What one service knows that no other does: which objects a member of a mesh gets.
 *
 * @param <T>
 *            the kind of object
 */
public interface ConcernLogic<T extends HasMetadata> extends AutoCloseable {

    /** Whom it says, on an informer's thread, that something it looks at has changed. */
    interface Wake {

        /** The members of a mesh may have to be something else now. */
        void mesh(String controlPlaneNamespace);

        /** Namespaces that wait for the cluster to bear something out may go on. */
        void waiting();
    }

    Concern concern();

    ObjectKind<T> kind();

    /** What the namespace shall have. */
    Desired<T> desired(MemberState member, MeshState mesh);

    /** Why nothing can be said about that; empty if it can. */
    Optional<String> problem();

    @Override
    void close();
}
