package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes one object: makes it, makes it equal, or takes it away, whatever happened to it since it was last seen.
 * Foreign objects of the same name are never touched.
 */
final class Applier<T extends HasMetadata> {

    private final OurObjects<T> objects;
    private final Difference difference;
    private final Writes writes;

    Applier(OurObjects<T> objects, Difference difference, Writes writes) {
        this.objects = objects;
        this.difference = difference;
        this.writes = writes;
    }

    /** Makes the object what is desired. Failures are in the answer. */
    ObjectWrite ensure(@Nullable T live, T desired, boolean drift) throws InterruptedException {
        Run run = new Run(desired, drift);
        return run.attempt.run(() -> run.ensure(live, desired));
    }

    /** Takes the object away. Failures are in the answer. */
    ObjectWrite remove(T live, boolean drift) throws InterruptedException {
        Run run = new Run(live, drift);
        return run.attempt.run(() -> run.remove(live));
    }

    /** What has to become of each object of a namespace. */
    List<ObjectChange<T>> changes(Map<String, T> there, Desired.Objects<T> wanted) {
        return ObjectChange.between(objects.kind(), there, wanted, difference);
    }

    /** What is to be said of an object of somebody else's that has the name of one that is desired. */
    static String foreign(String kind) {
        return "a %s of this name is there that Muster did not make: delete or rename it".formatted(kind);
    }

    /**
     * One object's writes under way. With drift, the object was as it should be before: what differs is somebody's
     * doing.
     */
    private final class Run {

        private final String namespace;
        private final String name;
        private final boolean drift;
        private final Writes.Attempt attempt;
        private @Nullable String change;

        Run(T object, boolean drift) {
            this.namespace = object.getMetadata().getNamespace();
            this.name = object.getMetadata().getName();
            this.drift = drift;
            this.attempt = writes.attempt(objects.kind().name(), namespace, name);
        }

        ObjectWrite ensure(@Nullable T live, T desired) throws Exception {
            return live == null ? create(desired, true) : replace(live, desired, 2);
        }

        ObjectWrite remove(T live) throws Exception {
            note("not desired");
            T present = live;
            for (int tries = 3; tries > 0; tries--) {
                T target = present;
                try {
                    attempt.write("delete", () -> {
                        objects.delete(target);
                        return target;
                    });
                    return attempt.gone(repair());
                } catch (KubernetesClientException e) {
                    if (e.getCode() == 404) {
                        return attempt.gone(repair());
                    }
                    T now = e.getCode() == 409 ? objects.read(namespace, name) : target;
                    if (now == null || !objects.isOurs(now)) {
                        return attempt.gone(repair());
                    }
                    if (e.getCode() != 409) {
                        throw e;
                    }
                    present = now;
                }
            }
            return attempt.passing("it changes faster than it can be deleted");
        }

        private ObjectWrite create(T desired, boolean lookIfThere) throws Exception {
            note("deleted");
            try {
                attempt.write("create", () -> objects.create(desired));
                return attempt.present(repair());
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409 || !lookIfThere) {
                    throw e;
                }
            }
            // It is there after all: our own POST, repeated by the client when the server died; ours, with its label
            // taken off; or somebody else's.
            T live = objects.read(namespace, name);
            if (live == null) {
                return create(desired, false);
            }
            return objects.isOurs(live) ? replace(live, desired, 2) : foreign();
        }

        private ObjectWrite replace(T live, T desired, int tries) throws Exception {
            List<String> differences = difference.of(objects.kind(), live, desired);
            if (differences.isEmpty()) {
                return attempt.present(repair());
            }
            change = String.join(", ", differences);
            if (!objects.kind().canBecome(live, desired)) {
                remake(live, desired);
                return attempt.present(repair());
            }
            try {
                attempt.write("update", () -> objects.update(difference.merged(objects.kind(), live, desired)));
                return attempt.present(repair());
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409 && e.getCode() != 404) {
                    throw e;
                }
            }
            T now = objects.read(namespace, name);
            if (now == null) {
                return create(desired, false);
            }
            if (!objects.isOurs(now)) {
                return foreign();
            }
            return tries > 0
                    ? replace(now, desired, tries - 1)
                    : attempt.passing("it changes faster than it can be updated");
        }

        private void remake(T live, T desired) throws Exception {
            attempt.write("delete", () -> {
                objects.delete(live);
                return live;
            });
            attempt.write("create", () -> objects.create(desired));
        }

        private ObjectWrite foreign() {
            return attempt.stands(Result.CONFLICT, Applier.foreign(objects.kind().name()));
        }

        private void note(String what) {
            if (change == null) {
                change = what;
            }
        }

        private @Nullable Repair repair() {
            return drift && attempt.hasWritten()
                    ? new Repair(objects.kind().name(), name, Objects.requireNonNull(change),
                            objects.takeEditor(namespace, name))
                    : null;
        }
    }
}
