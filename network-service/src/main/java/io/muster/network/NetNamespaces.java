package io.muster.network;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.ApiPath;
import io.muster.runtime.FieldManagers;
import io.muster.runtime.MergePatch;
import io.muster.runtime.ResourceVersions;
import io.muster.runtime.Watched;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The NetNamespaces as the cluster has them, this service's own latest writes included; and the writes themselves,
 * which change our mark and the request to the SDN and nothing else.
 */
final class NetNamespaces implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A watch that lost an event must not hide the cluster's state for long. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** Told, on an informer's thread, of what others did: to take note, never to work or wait. */
    interface Listener {

        /** A NetNamespace says something else about membership now; either is absent if there was or is none. */
        void changed(@Nullable PodNetwork before, @Nullable PodNetwork after);

        /** The cluster knows the kind now, or no longer. */
        void kindChanged();
    }

    /** A NetNamespace at a resourceVersion. */
    record Versioned(PodNetwork network, String resourceVersion) {}

    private record Write(Versioned result, Instant at) {}

    private final KubernetesClient client;
    private final String fieldManager;
    private final Clock clock;
    private final Listener listener;
    private final Watched<NetNamespace> watched;
    private final Map<String, Write> ownWrites = new ConcurrentHashMap<>();
    private final Map<String, String> editors = new ConcurrentHashMap<>();

    /** Starts watching; returns at once. */
    NetNamespaces(KubernetesClient client, String fieldManager, Clock clock, Listener listener) {
        this.client = client;
        this.fieldManager = fieldManager;
        this.clock = clock;
        this.listener = listener;
        this.watched = new Watched<>(NetNamespace.KIND, client.resources(NetNamespace.class), NetNamespaces::trimmed,
                new Watched.Listener<>() {
                    @Override
                    public void changed(@Nullable NetNamespace before, @Nullable NetNamespace after) {
                        NetNamespaces.this.changed(before, after);
                    }

                    @Override
                    public void kindAppearedOrWent() {
                        listener.kindChanged();
                    }
                });
    }

    /** Whether the cluster does not know the kind: then there is nothing of ours in it. */
    boolean isKindUnknown() {
        return watched.isKindUnknown();
    }

    /** See {@link Watched#renewIfBroken}. */
    void renewIfBroken() {
        watched.renewIfBroken();
    }

    /** Who changed one last, other than this service, where the API tells; forgotten once asked for. */
    @Nullable
    String takeEditor(String namespace) {
        return editors.remove(namespace);
    }

    /** Why nothing can be said about them; empty if it can, also of a cluster that does not know the kind. */
    Optional<String> problem() {
        return isKindUnknown() ? Optional.empty() : watched.problem();
    }

    /** A namespace's own; null if it has none. */
    @Nullable
    Versioned get(String namespace) {
        NetNamespace object = watched.get(null, namespace);
        Versioned seen = object == null ? null : versioned(object);
        Write write = ownWrites.get(namespace);
        if (write == null) {
            return seen;
        }
        if (write.at.plus(BOUND).isBefore(clock.instant()) || hasCaughtUp(write, seen)) {
            ownWrites.remove(namespace, write);
            return seen;
        }
        return write.result;
    }

    /** Namespaces with our mark. */
    Set<String> marked() {
        return isKindUnknown()
                ? Set.of()
                : watched.all().map(PodNetwork::of).filter(PodNetwork::isMarked).map(PodNetwork::namespace)
                        .collect(Collectors.toSet());
    }

    /** Those that are in the same network, itself included. */
    Stream<PodNetwork> sharing(PodNetwork network) {
        // Of thousands of objects only few have the netid, so only those are looked at closely.
        return isKindUnknown()
                ? Stream.empty()
                : watched.all().filter(object -> Objects.equals(PodNetwork.netid(object), network.netid()))
                        .map(PodNetwork::of);
    }

    /**
     * Changes mark and request, if nobody has changed the object meanwhile.
     *
     * @param to
     *            what it is to say; its netid is the SDN's to change
     * @return what it says now
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             409 if somebody has
     */
    Versioned write(Versioned from, PodNetwork to) throws InterruptedException {
        Map<String, @Nullable Object> annotations = new TreeMap<>();
        put(annotations, NetNamespace.CHANGE, from.network.pending(), to.pending());
        put(annotations, NetNamespace.JOINED_NETID, from.network.joinedNetid(), to.joinedNetid());
        Map<String, @Nullable Object> labels = new TreeMap<>();
        put(labels, MeshKeys.MEMBER_OF, from.network.mesh(), to.mesh());
        Map<String, Object> metadata = new TreeMap<>(Map.of("resourceVersion", from.resourceVersion));
        if (!annotations.isEmpty()) {
            metadata.put("annotations", annotations);
        }
        if (!labels.isEmpty()) {
            metadata.put("labels", labels);
        }
        NetNamespace written = MergePatch.send(client, ApiPath.of(NetNamespace.class, null, to.namespace()),
                fieldManager, JSON.writeValueAsString(Map.of("metadata", metadata)), NetNamespace.class);
        Versioned result = versioned(written);
        ownWrites.put(to.namespace(), new Write(result, clock.instant()));
        return result;
    }

    @Override
    public void close() {
        watched.close();
    }

    private void changed(@Nullable NetNamespace before, @Nullable NetNamespace after) {
        PodNetwork was = before == null ? null : PodNetwork.of(before);
        PodNetwork is = after == null ? null : PodNetwork.of(after);
        if (is == null) {
            editors.remove(Objects.requireNonNull(was).namespace());
        }
        if (!Objects.equals(was, is)) {
            if (was != null && after != null) {
                FieldManagers.lastOther(after, fieldManager)
                        .ifPresent(manager -> editors.put(after.getMetadata().getName(), manager));
            }
            listener.changed(was, is);
        }
    }

    private boolean hasCaughtUp(Write write, @Nullable Versioned seen) {
        long written = ResourceVersions.number(write.result.resourceVersion);
        return seen == null
                ? watched.resourceVersion() >= written
                : ResourceVersions.number(seen.resourceVersion) >= written;
    }

    private static void put(Map<String, @Nullable Object> changes, String key, @Nullable String before,
            @Nullable String after) {
        if (!Objects.equals(before, after)) {
            changes.put(key, after);
        }
    }

    private static Versioned versioned(NetNamespace object) {
        return new Versioned(PodNetwork.of(object), object.getMetadata().getResourceVersion());
    }

    private static NetNamespace trimmed(NetNamespace object) {
        NetNamespace kept = new NetNamespace();
        kept.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .withLabels(object.getMetadata().getLabels()).withAnnotations(object.getMetadata().getAnnotations())
                .build());
        kept.setField("netid", object.getFields().get("netid"));
        return kept;
    }
}
