package io.muster.runtime;

import io.muster.events.MemberState;
import io.muster.events.MeshState;
import java.util.List;

/**
 * What a service would do in a namespace: worked out by the functions by which it does it, on the cluster as it was
 * when this was made. Nothing is written.
 */
public interface Foresight {

    /** What it would do in a member, besides what is right already. */
    List<Foreseen> keep(MemberState member, MeshState mesh);

    /** What it would do in a namespace that no mesh holds. */
    List<Foreseen> release(String namespace);
}
