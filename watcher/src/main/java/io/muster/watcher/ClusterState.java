package io.muster.watcher;

import io.muster.events.NetworkMode;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.RollClaims;
import io.muster.watcher.Content.OfControlPlane;
import io.muster.watcher.Content.OfMemberObject;
import io.muster.watcher.Content.OfNamespace;
import io.muster.watcher.Content.OfNetwork;
import io.muster.watcher.Content.OfNetworkPolicy;
import io.muster.watcher.Content.OfRoleBinding;
import io.muster.watcher.Content.OfRoll;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as far as membership depends on it. Owned by one thread. A change that changes nothing that matters
 * leaves the older fact, with its cause, in place.
 */
final class ClusterState {

    private final Map<String, Fact<OfNamespace>> namespaces = new HashMap<>();
    private final Map<String, SortedMap<String, Fact<OfControlPlane>>> controlPlanes = new HashMap<>();
    private final Map<String, Fact<OfRoll>> rolls = new HashMap<>();
    private final Map<String, Fact<OfMemberObject>> memberObjects = new HashMap<>();
    private final Map<String, SortedMap<String, Fact<OfRoleBinding>>> roleBindings = new HashMap<>();
    private final Map<String, SortedMap<String, Fact<OfNetworkPolicy>>> networkPolicies = new HashMap<>();
    private OfNetwork network = new OfNetwork(NetworkMode.NETWORK_POLICY, null);

    /** Which control-plane namespaces' rolls list a name. */
    private final Map<String, Set<String>> listedBy = new HashMap<>();
    /** The control-plane namespaces whose rolls claim by wildcard or selector. */
    private final Set<String> openRolls = new HashSet<>();

    /** Takes note of a change and says what can follow from it. */
    Impact apply(Change change) {
        FactKey key = change.key();
        if ((key.kind() == FactKey.Kind.ROLL || key.kind() == FactKey.Kind.MEMBER_OBJECT)
                && !key.name().equals(MeshKeys.DEFAULT_NAME)) {
            // Reported in its own status, by whoever writes statuses, and otherwise ignored.
            return Impact.NONE;
        }
        return switch (change) {
            case Change.Seen seen -> switch (seen.content()) {
                case OfNamespace content -> putNamespace(key.name(), new Fact<>(content, seen.cause()));
                case OfControlPlane content -> putControlPlane(key, new Fact<>(content, seen.cause()));
                case OfRoll content -> putRoll(key.namespace(), new Fact<>(content, seen.cause()));
                case OfMemberObject content -> putMemberObject(key.namespace(), new Fact<>(content, seen.cause()));
                case OfRoleBinding content -> putSource(roleBindings, key, new Fact<>(content, seen.cause()));
                case OfNetworkPolicy content -> putSource(networkPolicies, key, new Fact<>(content, seen.cause()));
                case OfNetwork content -> putNetwork(content);
            };
            case Change.Gone _ -> switch (key.kind()) {
                case NAMESPACE -> putNamespace(key.name(), null);
                case CONTROL_PLANE -> putControlPlane(key, null);
                case ROLL -> putRoll(key.namespace(), null);
                case MEMBER_OBJECT -> putMemberObject(key.namespace(), null);
                case ROLE_BINDING -> putSource(roleBindings, key, null);
                case NETWORK_POLICY -> putSource(networkPolicies, key, null);
                // A network that cannot be told keeps its mode.
                case NETWORK -> Impact.NONE;
            };
        };
    }

    /** What is known of an object. */
    @Nullable
    Fact<?> fact(FactKey key) {
        return switch (key.kind()) {
            case NAMESPACE -> namespaces.get(key.name());
            case CONTROL_PLANE -> controlPlanes(key.namespace()).get(key.name());
            case ROLL -> rolls.get(key.namespace());
            case MEMBER_OBJECT -> memberObjects.get(key.namespace());
            case ROLE_BINDING -> roleBindings(key.namespace()).get(key.name());
            case NETWORK_POLICY -> networkPolicies(key.namespace()).get(key.name());
            case NETWORK -> null;
        };
    }

    /** What is known of every object; the network is none. */
    Map<FactKey, Content> contents() {
        Map<FactKey, Content> contents = new HashMap<>();
        namespaces.forEach((name, fact) -> contents.put(FactKey.namespace(name), fact.content()));
        rolls.forEach((namespace, fact) -> contents
                .put(new FactKey(FactKey.Kind.ROLL, namespace, MeshKeys.DEFAULT_NAME), fact.content()));
        memberObjects.forEach((namespace, fact) -> contents
                .put(new FactKey(FactKey.Kind.MEMBER_OBJECT, namespace, MeshKeys.DEFAULT_NAME), fact.content()));
        putContents(FactKey.Kind.CONTROL_PLANE, controlPlanes, contents);
        putContents(FactKey.Kind.ROLE_BINDING, roleBindings, contents);
        putContents(FactKey.Kind.NETWORK_POLICY, networkPolicies, contents);
        return contents;
    }

    private static <C extends Content> void putContents(FactKey.Kind kind,
            Map<String, SortedMap<String, Fact<C>>> facts, Map<FactKey, Content> contents) {
        facts.forEach((namespace, named) -> named
                .forEach((name, fact) -> contents.put(new FactKey(kind, namespace, name), fact.content())));
    }

    @Nullable
    Fact<OfNamespace> namespace(String name) {
        return namespaces.get(name);
    }

    /** The control planes of a namespace, by name: none, the one of a mesh, or more than a mesh can have. */
    SortedMap<String, Fact<OfControlPlane>> controlPlanes(String namespace) {
        return controlPlanes.getOrDefault(namespace, Collections.emptySortedMap());
    }

    @Nullable
    Fact<OfRoll> roll(String cpNamespace) {
        return rolls.get(cpNamespace);
    }

    @Nullable
    Fact<OfMemberObject> memberObject(String namespace) {
        return memberObjects.get(namespace);
    }

    SortedMap<String, Fact<OfRoleBinding>> roleBindings(String cpNamespace) {
        return roleBindings.getOrDefault(cpNamespace, Collections.emptySortedMap());
    }

    SortedMap<String, Fact<OfNetworkPolicy>> networkPolicies(String cpNamespace) {
        return networkPolicies.getOrDefault(cpNamespace, Collections.emptySortedMap());
    }

    OfNetwork network() {
        return network;
    }

    /** The namespaces that have a control plane. */
    Set<String> cpNamespaces() {
        return Collections.unmodifiableSet(controlPlanes.keySet());
    }

    /** Every name that is a namespace or that somebody claims by name. */
    Set<String> names() {
        Set<String> names = new HashSet<>(namespaces.keySet());
        names.addAll(listedBy.keySet());
        names.addAll(memberObjects.keySet());
        return names;
    }

    /** The control-plane namespaces whose rolls or member objects may claim a namespace: the others do not. */
    Set<String> possibleClaimants(String namespace) {
        Set<String> claimants = new HashSet<>(openRolls);
        claimants.addAll(listedBy.getOrDefault(namespace, Set.of()));
        Fact<OfMemberObject> object = memberObjects.get(namespace);
        if (object != null) {
            claimants.add(object.content().claim().cpNamespace());
        }
        return claimants;
    }

    private Impact putNamespace(String name, @Nullable Fact<OfNamespace> fact) {
        if (!put(namespaces, name, fact)) {
            return Impact.NONE;
        }
        return Impact.on(Set.of(name), controlPlanes.containsKey(name) ? Set.of(name) : Set.of());
    }

    private Impact putControlPlane(FactKey key, @Nullable Fact<OfControlPlane> fact) {
        Map<String, ?> shape = shape(key.namespace());
        if (!putNested(controlPlanes, key, fact)) {
            return Impact.NONE;
        }
        return shape.equals(shape(key.namespace()))
                ? Impact.on(Set.of(), Set.of(key.namespace()))
                : Impact.EVERYTHING;
    }

    /** What claims depend on. */
    private Map<String, ?> shape(String cpNamespace) {
        return controlPlanes(cpNamespace).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().content().createdAt()));
    }

    private Impact putRoll(String cpNamespace, @Nullable Fact<OfRoll> fact) {
        Fact<OfRoll> before = rolls.get(cpNamespace);
        if (!put(rolls, cpNamespace, fact)) {
            return Impact.NONE;
        }
        RollClaims claimed = claims(before);
        RollClaims claims = claims(fact);
        Set<String> unlisted = minus(claimed.listed(), claims.listed());
        Set<String> listed = minus(claims.listed(), claimed.listed());
        unlisted.forEach(name -> listedBy.computeIfPresent(name, (_, by) -> without(by, cpNamespace)));
        listed.forEach(name -> listedBy.computeIfAbsent(name, _ -> new HashSet<>()).add(cpNamespace));
        boolean open = claims.wildcard() || !claims.selectors().isEmpty();
        if (open) {
            openRolls.add(cpNamespace);
        } else {
            openRolls.remove(cpNamespace);
        }
        if (!isValid(before) || !isValid(fact)) {
            // What an unreadable roll means depends on who holds what.
            return Impact.EVERYTHING;
        }
        Set<String> names = new HashSet<>(unlisted);
        names.addAll(listed);
        names.addAll(differentlyOpen(claimed, claims));
        return Impact.on(names, Set.of(cpNamespace));
    }

    /** What is claimed differently if wildcard or selectors are others. */
    private Set<String> differentlyOpen(RollClaims before, RollClaims after) {
        Set<String> names = new HashSet<>();
        if (before.wildcard() != after.wildcard() || !before.selectors().equals(after.selectors())) {
            namespaces.forEach((name, namespace) -> {
                Map<String, String> labels = namespace.content().labels();
                if (!before.claim(name, labels).equals(after.claim(name, labels))) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    private static boolean isValid(@Nullable Fact<OfRoll> fact) {
        return fact == null || fact.content().roll() instanceof RollClaims.Valid;
    }

    private static RollClaims claims(@Nullable Fact<OfRoll> fact) {
        return fact != null && fact.content().roll() instanceof RollClaims.Valid valid
                ? valid.claims()
                : RollClaims.NONE;
    }

    private static Set<String> minus(Set<String> names, Set<String> others) {
        return names.stream().filter(name -> !others.contains(name)).collect(Collectors.toSet());
    }

    private static @Nullable Set<String> without(Set<String> set, String value) {
        set.remove(value);
        return set.isEmpty() ? null : set;
    }

    private Impact putMemberObject(String namespace, @Nullable Fact<OfMemberObject> fact) {
        return put(memberObjects, namespace, fact) ? Impact.on(Set.of(namespace), Set.of()) : Impact.NONE;
    }

    private <C extends Content> Impact putSource(Map<String, SortedMap<String, Fact<C>>> sources, FactKey key,
            @Nullable Fact<C> fact) {
        return putNested(sources, key, fact) ? Impact.on(Set.of(), Set.of(key.namespace())) : Impact.NONE;
    }

    private Impact putNetwork(OfNetwork seen) {
        if (seen.equals(network)) {
            return Impact.NONE;
        }
        network = seen;
        return Impact.ALL_MESHES;
    }

    private static <C extends Content> boolean putNested(Map<String, SortedMap<String, Fact<C>>> map, FactKey key,
            @Nullable Fact<C> fact) {
        SortedMap<String, Fact<C>> inNamespace = map.computeIfAbsent(key.namespace(), _ -> new TreeMap<>());
        boolean changed = put(inNamespace, key.name(), fact);
        if (inNamespace.isEmpty()) {
            map.remove(key.namespace());
        }
        return changed;
    }

    private static <C extends Content> boolean put(Map<String, Fact<C>> map, String key, @Nullable Fact<C> fact) {
        Fact<C> before = map.get(key);
        if (Objects.equals(before == null ? null : before.content(), fact == null ? null : fact.content())) {
            return false;
        }
        if (fact == null) {
            map.remove(key);
        } else {
            map.put(key, fact);
        }
        return true;
    }
}
