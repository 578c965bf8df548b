package io.muster.watcher;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.mesh.Exclusions;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.CommonSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the watcher would publish if the cluster were another: the cluster as it is listed, with objects laid over it
 * one after the other, goes through the very register that a leader keeps. Nothing is published, and nothing written.
 */
public final class Forecast {

    private final Facts facts;
    private final Register register;
    private final Chain chain;
    private final Instant now;
    private final int due;

    private Forecast(Facts facts, Register register, EventFactory events, Instant now) {
        this.facts = facts;
        this.register = register;
        this.chain = new Chain(events, register.published(), 0);
        this.now = now;
        List<Draft> drafts = register.everything(now, false);
        this.due = drafts.size();
        publish(drafts);
    }

    /**
     * Lists the cluster.
     *
     * @param published
     *            the events on the state topics; none: who holds what is taken from the labels of namespaces
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if a kind cannot be listed
     */
    public static Forecast read(KubernetesClient client, String clusterId, CommonSettings settings,
            Collection<Event> published, Instant now) {
        Facts facts = new Facts(settings.stripRules());
        return new Forecast(facts,
                register(listed(client, facts), published(published), settings,
                        // A person is shown what is removed, before it is.
                        new RemovalGuard(100, Integer.MAX_VALUE)),
                new EventFactory(new EventSource(clusterId, Watcher.NAME)), now);
    }

    /**
     * The members whose removal follows only from something not being there: what a watcher that takes the lead holds
     * back if there are suspiciously many of it.
     *
     * @param published
     *            the events on the state topics
     * @return each with what is not there, by namespace
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if a kind cannot be listed
     */
    public static SortedMap<String, Cause> inferredRemovals(KubernetesClient client, CommonSettings settings,
            Collection<Event> published, Instant now) {
        ClusterState cluster = listed(client, new Facts(settings.stripRules()));
        Published known = published(published);
        Register register = register(cluster, known, settings, new RemovalGuard(0, 0));
        var _ = register.everything(now, true);
        Explanations explanations = new Explanations(cluster, known);
        SortedMap<String, Cause> removals = new TreeMap<>();
        register.held().forEach(name -> removals.put(name,
                explanations.departure(Objects.requireNonNull(known.member(name))).cause()));
        return removals;
    }

    private static ClusterState listed(KubernetesClient client, Facts facts) {
        ClusterState cluster = Listing.read(ObservedKind.all(client, facts)).state();
        var _ = cluster.apply(new Change.Seen(FactKey.NETWORK, NetworkDiscovery.discover(client),
                new Cause("Network", null, FactKey.NETWORK.name(), null, null, null, null)));
        return cluster;
    }

    private static Published published(Collection<Event> events) {
        Published known = new Published();
        events.forEach(known::put);
        return known;
    }

    private static Register register(ClusterState cluster, Published published, CommonSettings settings,
            RemovalGuard guard) {
        return new Register(cluster, published, new Exclusions(settings.musterNamespaces()), guard);
    }

    /** The kinds that membership is a function of, apart from the cluster's network. */
    public static List<Class<? extends HasMetadata>> kinds() {
        return List.of(ServiceMeshMemberRoll.class, ServiceMeshMember.class, ServiceMeshControlPlane.class,
                Namespace.class, RoleBinding.class, NetworkPolicy.class);
    }

    /** How many events the watcher has to publish already, before anything changes. */
    public int due() {
        return due;
    }

    /**
     * An object is made, or made another.
     *
     * @param object
     *            of one of the {@link #kinds}, as the API server would store it
     */
    public void apply(HasMetadata object) {
        changed(switch (object) {
            case Namespace namespace -> facts.of(namespace);
            case ServiceMeshControlPlane controlPlane -> facts.of(controlPlane);
            case ServiceMeshMemberRoll roll -> facts.of(roll);
            case ServiceMeshMember member -> facts.of(member);
            case RoleBinding binding -> facts.of(binding);
            case NetworkPolicy policy -> facts.of(policy);
            default -> throw new IllegalArgumentException(object.getKind() + " decides nothing about membership");
        });
    }

    /** A roll is deleted. */
    public void delete(ServiceMeshMemberRoll roll) {
        changed(facts.gone(FactKey.Kind.ROLL, roll));
    }

    /** Who is a member now. */
    public SortedMap<String, MemberState> members() {
        SortedMap<String, MemberState> members = new TreeMap<>();
        Published published = register.published();
        published.memberNames().forEach(name -> members.put(name, Objects.requireNonNull(published.member(name))));
        return members;
    }

    /** The meshes now, by control-plane namespace. */
    public SortedMap<String, MeshState> meshes() {
        SortedMap<String, MeshState> meshes = new TreeMap<>();
        Published published = register.published();
        published.meshNames().forEach(name -> meshes.put(name, Objects.requireNonNull(published.mesh(name))));
        return meshes;
    }

    private void changed(Change change) {
        register.apply(change);
        publish(register.changes(now));
    }

    private void publish(List<Draft> drafts) {
        chain.events(drafts).forEach(register::published);
    }
}
