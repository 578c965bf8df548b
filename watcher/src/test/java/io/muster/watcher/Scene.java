package io.muster.watcher;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.muster.events.Cause;
import io.muster.events.Event;
import io.muster.events.EventFactory;
import io.muster.events.EventSource;
import io.muster.events.EventType;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.events.RoleRef;
import io.muster.events.SourceBinding;
import io.muster.events.SourcePolicy;
import io.muster.events.Subject;
import io.muster.mesh.Exclusions;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.RollClaims;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** A cluster that tests change, with a register that watches it, or does not for a while. */
final class Scene {

    static final String MUSTER = "muster-system";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final EventFactory EVENTS = new EventFactory(new EventSource("test", "watcher"));

    /** The cluster's objects, which outlive any watcher. */
    private final Map<FactKey, Change.Seen> objects = new LinkedHashMap<>();
    /** Everything that was ever published, in order. */
    private final List<Event> log = new ArrayList<>();
    private final int heldPercent;
    private @Nullable Register register;
    private int clock;

    Scene() {
        this(50);
    }

    Scene(int heldPercent) {
        this.heldPercent = heldPercent;
        watchAgain();
    }

    void namespace(String name, String... labels) {
        namespace(name, "uid-" + name, false, labels);
    }

    void namespace(String name, String uid, boolean terminating, String... labels) {
        see(FactKey.namespace(name), "Namespace", new Content.OfNamespace(uid, labels(labels), terminating));
    }

    private static Map<String, String> labels(String... labels) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String label : labels) {
            int equals = label.indexOf('=');
            map.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return map;
    }

    void namespaces(String... names) {
        for (String name : names) {
            namespace(name);
        }
    }

    void noNamespace(String name) {
        lose(FactKey.namespace(name), "Namespace");
    }

    void controlPlane(String namespace) {
        controlPlane(namespace, "basic");
    }

    void controlPlane(String namespace, String name) {
        controlPlane(namespace, name, controlPlane());
    }

    void controlPlane(String namespace, String name, Content.OfControlPlane content) {
        see(new FactKey(FactKey.Kind.CONTROL_PLANE, namespace, name), "ServiceMeshControlPlane", content);
    }

    /** One created a second after all before it. */
    Content.OfControlPlane controlPlane() {
        return new Content.OfControlPlane("uid-cp", START.plusSeconds(clock), "v2.5", "2.5.1", true, false, false, true,
                false);
    }

    static Content.OfControlPlane deleting(Content.OfControlPlane of) {
        return new Content.OfControlPlane(of.uid(), of.createdAt(), of.version(), of.chartVersion(), of.reconciled(),
                of.clusterWide(), true, of.managesPolicies(), of.appendsNetworks());
    }

    void noControlPlane(String namespace) {
        noControlPlane(namespace, "basic");
    }

    void noControlPlane(String namespace, String name) {
        lose(new FactKey(FactKey.Kind.CONTROL_PLANE, namespace, name), "ServiceMeshControlPlane");
    }

    void roll(String mesh, String... members) {
        roll(mesh, List.of(members), List.of());
    }

    void rollSelecting(String mesh, String... labels) {
        List<LabelSelector> selectors = new ArrayList<>();
        for (String label : labels) {
            selectors.add(new LabelSelectorBuilder().withMatchLabels(labels(label)).build());
        }
        roll(mesh, List.of(), selectors);
    }

    void invalidRoll(String mesh) {
        roll(mesh, List.of(), List.of(new LabelSelectorBuilder().addNewMatchExpression().withKey("a")
                .withOperator("Near").endMatchExpression().build()));
    }

    void roll(String mesh, List<String> members, List<LabelSelector> selectors) {
        ServiceMeshMemberRoll roll = new ServiceMeshMemberRoll();
        roll.setMetadata(new ObjectMetaBuilder().withName("default").withNamespace(mesh).build());
        ServiceMeshMemberRollSpec spec = new ServiceMeshMemberRollSpec();
        spec.setMembers(members);
        spec.setMemberSelectors(selectors);
        roll.setSpec(spec);
        see(new FactKey(FactKey.Kind.ROLL, mesh, "default"), "ServiceMeshMemberRoll",
                new Content.OfRoll(RollClaims.parse(roll)));
    }

    void noRoll(String mesh) {
        lose(new FactKey(FactKey.Kind.ROLL, mesh, "default"), "ServiceMeshMemberRoll");
    }

    void memberObject(String namespace, String mesh) {
        memberObject(namespace, mesh, "basic");
    }

    void memberObject(String namespace, String mesh, String controlPlane) {
        see(new FactKey(FactKey.Kind.MEMBER_OBJECT, namespace, "default"), "ServiceMeshMember",
                new Content.OfMemberObject(new MemberClaim(mesh, controlPlane, false)));
    }

    void noMemberObject(String namespace) {
        lose(new FactKey(FactKey.Kind.MEMBER_OBJECT, namespace, "default"), "ServiceMeshMember");
    }

    void binding(String mesh, String name, String role) {
        see(new FactKey(FactKey.Kind.ROLE_BINDING, mesh, name), "RoleBinding", new Content.OfRoleBinding(
                new SourceBinding(name, new RoleRef("rbac.authorization.k8s.io", "ClusterRole", role),
                        List.of(new Subject("ServiceAccount", null, "istiod", mesh)), Map.of(), Map.of())));
    }

    void noBinding(String mesh, String name) {
        lose(new FactKey(FactKey.Kind.ROLE_BINDING, mesh, name), "RoleBinding");
    }

    void policy(String mesh, String name, boolean internal) {
        see(new FactKey(FactKey.Kind.NETWORK_POLICY, mesh, name), "NetworkPolicy", new Content.OfNetworkPolicy(
                internal
                        ? null
                        : new SourcePolicy(name, Map.of(), Map.of(), JsonNodeFactory.instance.objectNode())));
    }

    void network(NetworkMode mode) {
        see(new FactKey(FactKey.Kind.NETWORK, "", "cluster"), "Network", new Content.OfNetwork(mode, null));
    }

    /** What the watcher publishes when it comes to it. */
    List<Event> publish() {
        return publish(watching().changes(now()));
    }

    /** What the watcher publishes once a person has confirmed the removals it held back. */
    List<Event> confirm() {
        return confirm(_ -> true);
    }

    /** What the watcher publishes once a person has confirmed some of the removals it held back. */
    List<Event> confirm(Predicate<MemberState> meant) {
        return publish(watching().confirmed(meant, now()));
    }

    List<Event> publish(List<Draft> drafts) {
        List<Event> published = new ArrayList<>();
        for (Draft draft : drafts) {
            Event event = EVENTS.next(published().lastId(draft.type().family(), draft.key()), draft.type(), draft.key(),
                    draft.payload(), draft.time(), null, null);
            watching().published(event);
            published.add(event);
        }
        log.addAll(published);
        return published;
    }

    /** The watcher goes away; the cluster goes on. */
    void stopWatching() {
        register = null;
    }

    /** A watcher that knows nothing but what is on Kafka. */
    List<Event> watchAgain() {
        Published known = new Published();
        log.forEach(known::put);
        return watchAgain(known);
    }

    /** A watcher, after all topics were lost. */
    List<Event> watchAgainWithEmptyTopics() {
        log.clear();
        return watchAgain();
    }

    private List<Event> watchAgain(Published known) {
        ClusterState cluster = new ClusterState();
        objects.values().forEach(cluster::apply);
        register = new Register(cluster, known, exclusions(), new RemovalGuard(heldPercent, 10));
        return publish(register.everything(now(), true));
    }

    /** What a watcher would publish that looked at everything anew. */
    List<Draft> differenceFromScratch() {
        ClusterState cluster = new ClusterState();
        objects.values().forEach(cluster::apply);
        return new Register(cluster, published(), exclusions(), new RemovalGuard(100, Integer.MAX_VALUE))
                .everything(now(), true);
    }

    static Exclusions exclusions() {
        return new Exclusions(Set.of(MUSTER));
    }

    Published published() {
        return watching().published();
    }

    Set<String> held() {
        return watching().held();
    }

    MemberState member(String namespace) {
        return Objects.requireNonNull(published().member(namespace), namespace + " is no member");
    }

    MeshState mesh(String namespace) {
        return Objects.requireNonNull(published().mesh(namespace), namespace + " has no mesh");
    }

    List<Event> log() {
        return log;
    }

    static List<String> brief(List<Event> events) {
        return events.stream().map(event -> brief(event.type()) + " " + event.key()).toList();
    }

    private static String brief(EventType type) {
        return type.base().substring("io.muster.".length());
    }

    private Register watching() {
        return Objects.requireNonNull(register, "nobody watches");
    }

    Instant now() {
        return START.plusSeconds(clock).plusMillis(7);
    }

    private Cause cause(FactKey key, String kind, boolean gone) {
        clock++;
        return new Cause(kind, key.namespace().isEmpty() ? null : key.namespace(), key.name(), "uid", gone
                ? null
                : String.valueOf(clock), gone ? null : "kubectl", gone ? null : START.plusSeconds(clock));
    }

    private void see(FactKey key, String kind, Content content) {
        Change.Seen change = new Change.Seen(key, content, cause(key, kind, false));
        Change.Seen before = objects.get(key);
        if (before == null || !before.content().equals(content)) {
            objects.put(key, change);
        }
        if (register != null) {
            register.apply(change);
        }
    }

    private void lose(FactKey key, String kind) {
        objects.remove(key);
        if (register != null) {
            register.apply(new Change.Gone(key, cause(key, kind, true)));
        }
    }
}
