package io.muster.mesh;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which of several meshes gets a namespace. */
public final class Winner {

    /**
     * The strongest claim, then the older control plane, then the lower name: never two equal, so that every replica
     * chooses the same.
     */
    private static final Comparator<Candidate> ORDER = Comparator
            .<Candidate>comparingInt(candidate -> candidate.kind().rank())
            .thenComparing(Candidate::controlPlaneCreatedAt)
            .thenComparing(Candidate::cpNamespace)
            .thenComparing(Candidate::kind);

    private Winner() {}

    /**
     * The present holder as long as it still claims the namespace, by whatever claim: a namespace is not moved because
     * somebody else wants it too.
     *
     * @param holder
     *            control-plane namespace of the mesh that has the namespace now
     * @param candidates
     *            every mesh that claims the namespace, in any order
     * @return empty if nobody claims it
     */
    public static Optional<Candidate> of(Optional<String> holder, Collection<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> holder.filter(candidate.cpNamespace()::equals).isPresent())
                .min(ORDER)
                .or(() -> candidates.stream().min(ORDER));
    }
}
