package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.events.Outcome.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one object: makes it, makes it equal, or takes it away, whatever happened to it since it was last seen.
 * Foreign objects of the same name are never touched.
 */
final class Applier<T extends HasMetadata> {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final OurObjects<T> objects;
    private final Difference difference;
    private final WriteLimits limits;
    private final MeterRegistry metrics;
    private final String concern;

    Applier(OurObjects<T> objects, Difference difference, WriteLimits limits, MeterRegistry metrics, String concern) {
        this.objects = objects;
        this.difference = difference;
        this.limits = limits;
        this.metrics = metrics;
        this.concern = concern;
    }

    /**
     * One object's writes under way. With drift, the object was as it should be before: what differs is somebody's
     * doing.
     */
    private final class Run {

        private final String namespace;
        private final String name;
        private final boolean drift;
        private final List<Written> written = new ArrayList<>();
        private @Nullable String change;

        Run(String namespace, String name, boolean drift) {
            this.namespace = namespace;
            this.name = name;
            this.drift = drift;
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
                    write("delete", () -> {
                        objects.delete(target);
                        return target;
                    });
                    return done(Optional.empty());
                } catch (KubernetesClientException e) {
                    if (e.getCode() == 404) {
                        return done(Optional.empty());
                    }
                    T now = e.getCode() == 409 ? objects.read(namespace, name) : target;
                    if (now == null || !objects.isOurs(now)) {
                        return done(Optional.empty());
                    }
                    if (e.getCode() != 409) {
                        throw e;
                    }
                    present = now;
                }
            }
            return retry("it changes faster than it can be deleted");
        }

        private ObjectWrite create(T desired, boolean lookIfThere) throws Exception {
            note("deleted");
            try {
                write("create", () -> objects.create(desired));
                return present();
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
            if (!objects.isOurs(live)) {
                return standing(Result.CONFLICT,
                        "a %s of this name is there that Muster did not make: delete or rename it"
                                .formatted(objects.kind().name()));
            }
            return replace(live, desired, 2);
        }

        private ObjectWrite replace(T live, T desired, int tries) throws Exception {
            List<String> differences = difference.of(objects.kind(), live, desired);
            if (differences.isEmpty()) {
                return present();
            }
            change = String.join(", ", differences);
            if (!objects.kind().canBecome(live, desired)) {
                remake(live, desired);
                return present();
            }
            try {
                write("update", () -> objects.update(difference.merged(objects.kind(), live, desired)));
                return present();
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
                return standing(Result.CONFLICT,
                        "a %s of this name is there that Muster did not make: delete or rename it"
                                .formatted(objects.kind().name()));
            }
            return tries > 0 ? replace(now, desired, tries - 1) : retry("it changes faster than it can be updated");
        }

        private void remake(T live, T desired) throws Exception {
            write("delete", () -> {
                objects.delete(live);
                return live;
            });
            write("create", () -> objects.create(desired));
        }

        private void note(String what) {
            if (change == null) {
                change = what;
            }
        }

        private T write(String verb, java.util.concurrent.Callable<T> call) throws Exception {
            try {
                T result = limits.run(call);
                count(verb, "ok");
                written.add(new Written(verb, objects.kind().name(), name));
                return result;
            } catch (KubernetesClientException e) {
                count(verb, e.getCode() == 409 ? "conflict" : e.getCode() == 404 ? "gone" : "error");
                throw e;
            }
        }

        private ObjectWrite present() {
            return done(Optional.of(new ObjectOutcome(objects.kind().name(), name, Result.PRESENT, "")));
        }

        private ObjectWrite done(Optional<ObjectOutcome> standing) {
            Repair repair = drift && !written.isEmpty()
                    ? new Repair(objects.kind().name(), name, Objects.requireNonNull(change),
                            objects.takeEditor(namespace, name))
                    : null;
            return new ObjectWrite(standing, written, repair, false);
        }

        private ObjectWrite standing(Result result, String reason) {
            return new ObjectWrite(Optional.of(new ObjectOutcome(objects.kind().name(), name, result, reason)), written,
                    null, false);
        }

        ObjectWrite retry(String reason) {
            return new ObjectWrite(
                    Optional.of(new ObjectOutcome(objects.kind().name(), name, Result.FAILED, reason)), written, null,
                    true);
        }

        ObjectWrite failed(KubernetesClientException e) {
            String reason = e.getStatus() == null ? String.valueOf(e.getMessage()) : e.getStatus().getMessage();
            LOG.atDebug().addKeyValue(LogKeys.NAMESPACE, namespace).addKeyValue(LogKeys.OBJECT, name)
                    .addKeyValue(LogKeys.REASON, reason).log("the API server refused a write");
            return new ObjectWrite(
                    Optional.of(new ObjectOutcome(objects.kind().name(), name, Result.FAILED,
                            String.valueOf(reason))),
                    written, null, isTransient(e));
        }
    }

    /** Makes the object what is desired. Failures are in the answer. */
    ObjectWrite ensure(@Nullable T live, T desired, boolean drift) throws InterruptedException {
        Run run = new Run(desired.getMetadata().getNamespace(), desired.getMetadata().getName(), drift);
        return guarded(run, () -> run.ensure(live, desired));
    }

    /** Takes the object away. Failures are in the answer. */
    ObjectWrite remove(T live, boolean drift) throws InterruptedException {
        Run run = new Run(live.getMetadata().getNamespace(), live.getMetadata().getName(), drift);
        return guarded(run, () -> run.remove(live));
    }

    /** What of a live object is not as desired. */
    boolean differs(T live, T desired) {
        return !difference.of(objects.kind(), live, desired).isEmpty();
    }

    private ObjectWrite guarded(Run run, java.util.concurrent.Callable<ObjectWrite> work) throws InterruptedException {
        try {
            return work.call();
        } catch (KubernetesClientException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("interrupted while writing");
            }
            return run.failed(e);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a write throws nothing else", e);
        }
    }

    /** Too many requests, a server that is away or restarts: no fault of the object's. */
    private static boolean isTransient(KubernetesClientException e) {
        return e.getCode() == 429 || e.getCode() >= 500 || e.getCode() <= 0;
    }

    private void count(String verb, String result) {
        metrics.counter("muster.writes", "concern", concern, "kind", objects.kind().name(), "verb", verb, "result",
                result)
                .increment();
    }
}
