package io.muster.runtime;

import java.util.Optional;
import java.util.Set;

/**
 * One kind of thing that a service keeps in namespaces: it knows what is there, and plans what has to be done to make
 * that what it should be. Most are made by {@link ServiceContext#objects}.
 */
public interface Holding extends AutoCloseable {

    /** Why nothing can be said about what is there, in words a person can act on; empty if it can. */
    Optional<String> problem();

    /** Every namespace where something of this service's is, or may have been left. */
    Set<String> namespaces();

    /** Whether a namespace is one of {@link #namespaces}. */
    default boolean isIn(String namespace) {
        return namespaces().contains(namespace);
    }

    /** What has to be done in a member. Looks and compares only: the writes of the plan are made by whoever asked. */
    Plan keep(Membership member);

    /** What has to be done in a namespace that no mesh holds; never asked for one that is gone or going. */
    Plan release(String namespace);

    @Override
    void close();
}
