package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.runtime.Watched;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Watches every kind that membership is a function of, and tells of each change as it comes. */
final class ClusterWatch implements AutoCloseable {

    private final List<Watched<?>> watched;

    /**
     * Starts watching; returns at once.
     *
     * @param changes
     *            told on the informers' threads: to take note, never to work or wait
     */
    ClusterWatch(List<ObservedKind<?>> kinds, Facts facts, Consumer<Change> changes) {
        watched = kinds.stream().<Watched<?>>map(kind -> watch(kind, facts, changes)).toList();
    }

    private static <T extends HasMetadata> Watched<T> watch(ObservedKind<T> kind, Facts facts,
            Consumer<Change> changes) {
        return new Watched<>(kind.name(), kind.selected(), kind::identity, (before, after) -> changes.accept(
                after == null
                        ? facts.gone(kind.kind(), Objects.requireNonNull(before))
                        : kind.read().apply(after)));
    }

    /** Why the cluster is not known, in words a person can act on; empty once every kind has been listed. */
    Optional<String> problem() {
        return watched.stream().map(Watched::problem).flatMap(Optional::stream).findFirst();
    }

    /** How many kinds are not watched at this moment. */
    long broken() {
        return watched.stream().filter(watch -> !watch.isWatching()).count();
    }

    @Override
    public void close() {
        watched.forEach(Watched::close);
    }
}
