package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.runtime.MeshWatches;
import io.muster.runtime.Watched;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Watches every kind that membership is a function of, and tells of each change as it comes. */
final class ClusterWatch implements AutoCloseable {

    private final List<ObservedKind.Watching> watching;

    /**
     * Watches from when the watches of all are started on, and every other kind at once.
     *
     * @param changes
     *            told on the informers' threads: to take note, never to work or wait
     */
    ClusterWatch(List<ObservedKind<?>> kinds, Facts facts, MeshWatches watches, Consumer<Change> changes) {
        watching = kinds.stream().map(kind -> watch(kind, facts, watches, changes)).toList();
    }

    private static <T extends HasMetadata> ObservedKind.Watching watch(ObservedKind<T> kind, Facts facts,
            MeshWatches watches, Consumer<Change> changes) {
        return kind.watch().apply(watches, (before, after) -> changes.accept(after == null
                ? facts.gone(kind.kind(), Objects.requireNonNull(before))
                : kind.read().apply(after)));
    }

    /** Why the cluster is not known, in words a person can act on; empty once every kind has been listed. */
    Optional<String> problem() {
        return watching.stream().map(ObservedKind.Watching::watched).map(Watched::problem).flatMap(Optional::stream)
                .findFirst();
    }

    /** How many kinds are not watched at this moment. */
    long broken() {
        return watching.stream().filter(watch -> !watch.watched().isWatching()).count();
    }

    @Override
    public void close() {
        watching.forEach(watch -> watch.end().close());
    }
}
