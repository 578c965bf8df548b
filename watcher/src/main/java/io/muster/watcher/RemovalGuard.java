package io.muster.watcher;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Holds back removals that nobody saw happen and that follow only from something not being there, when there are
 * suspiciously many of them: a cluster that is being restored, or is the wrong one, must not lose its members. A person
 * confirms them, or the cluster turns out to be complete after all.
 */
final class RemovalGuard {

    private final int percent;
    private final int floor;
    private final Set<String> held = new TreeSet<>();

    /**
     * @param percent
     *            of all members; more removals than that are held
     * @param floor
     *            so many removals are never held
     */
    RemovalGuard(int percent, int floor) {
        this.percent = percent;
        this.floor = floor;
    }

    /**
     * Looks at removals before they are published.
     *
     * @param reviewed
     *            the namespaces looked at
     * @param inferred
     *            those of them that would be removed for no other reason than that something is not there
     * @param members
     *            how many members there are
     * @param unwatched
     *            whether nobody watched it happen
     * @return the namespaces that were held and are no more
     */
    Set<String> review(Collection<String> reviewed, Set<String> inferred, int members, boolean unwatched) {
        Set<String> released = new TreeSet<>(reviewed);
        released.retainAll(held);
        released.removeAll(inferred);
        held.removeAll(released);
        if (unwatched && inferred.size() > floor && 100L * inferred.size() > (long) percent * members) {
            held.addAll(inferred);
        }
        return released;
    }

    /** Whether the removal of this namespace is held back. */
    boolean holds(String namespace) {
        return held.contains(namespace);
    }

    /** The namespaces whose removal is held back. */
    Set<String> held() {
        return Set.copyOf(held);
    }

    /** Lets those go that somebody meant. */
    Set<String> release(Predicate<String> meant) {
        Set<String> released = held.stream().filter(meant).collect(Collectors.toCollection(TreeSet::new));
        held.removeAll(released);
        return released;
    }
}
