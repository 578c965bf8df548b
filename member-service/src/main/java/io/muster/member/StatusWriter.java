package io.muster.member;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Writes statuses at a pace, each drawn from the object as it is. */
final class StatusWriter {

    private static final int TRIES = 3;

    private final ClusterWrites cluster;
    private final MeshObjects objects;
    private final Clock clock;
    /** By namespace and object, when its status was written last. */
    private final Map<String, Map<String, Instant>> lastWrites = new ConcurrentHashMap<>();
    /** By namespace and object, since when its status is not as it should be. */
    private final Map<String, Map<String, Instant>> differing = new ConcurrentHashMap<>();

    /**
     * A status.
     *
     * @param isThere
     *            whether it is the one that the object has
     * @param urgent
     *            whether it is to be written at once
     * @param whenWritten
     *            run after it has been written
     */
    record Drawing(Object status, boolean isThere, boolean urgent, Runnable whenWritten) {}

    StatusWriter(ClusterWrites cluster, MeshObjects objects, Clock clock) {
        this.cluster = cluster;
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * How long an object's status must not be written yet, so that it need not be drawn; empty if it may be. If it may
     * not, it counts as differing from now on.
     */
    Optional<Duration> beforeNext(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        Instant now = clock.instant();
        Optional<Duration> wait = Optional.ofNullable(lastWrites.getOrDefault(namespace, Map.of()).get(name))
                .map(last -> Pace.beforeWrite(last, now, true, now)).filter(Duration::isPositive);
        wait.ifPresent(
                _ -> differing.computeIfAbsent(namespace, _ -> new ConcurrentHashMap<>()).putIfAbsent(name, now));
        return wait;
    }

    /**
     * Draws the status of an object and writes it, if it is not there and it is time to. If somebody else has changed
     * the object meanwhile, it is drawn anew.
     *
     * @return how long until it is to be looked at again; empty if nothing is left to do
     */
    <T extends CustomResource<?, ?>> Optional<Duration> bring(T object, BiFunction<T, Instant, Drawing> draw)
            throws InterruptedException {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        Map<String, Instant> writes = lastWrites.computeIfAbsent(namespace, _ -> new ConcurrentHashMap<>());
        Map<String, Instant> differs = differing.computeIfAbsent(namespace, _ -> new ConcurrentHashMap<>());
        T current = object;
        for (int tries = TRIES; tries > 0; tries--) {
            Instant now = clock.instant();
            Drawing drawing = draw.apply(current, now);
            if (drawing.isThere()) {
                differs.remove(name);
                return Optional.empty();
            }
            Instant since = differs.computeIfAbsent(name, _ -> now);
            Duration wait = Pace.beforeWrite(writes.get(name), since, drawing.urgent(), now);
            if (!wait.isZero()) {
                return Optional.of(wait);
            }
            try {
                objects.saw(cluster.writeStatus(current, drawing.status()));
                writes.put(name, now);
                differs.remove(name);
                drawing.whenWritten().run();
                return Optional.empty();
            } catch (KubernetesClientException e) {
                if (e.getCode() == 404) {
                    return Optional.empty();
                }
                if (e.getCode() != 409) {
                    throw e;
                }
            }
            T latest = cluster.read(current);
            if (latest == null || !latest.getMetadata().getUid().equals(current.getMetadata().getUid())) {
                return Optional.empty();
            }
            objects.saw(latest);
            current = latest;
        }
        return Optional.of(Pace.INTERVAL);
    }

    /** Forgets what is another instance's now, or gone. */
    void forget(Predicate<String> namespaces) {
        lastWrites.keySet().removeIf(namespaces);
        differing.keySet().removeIf(namespaces);
    }
}
