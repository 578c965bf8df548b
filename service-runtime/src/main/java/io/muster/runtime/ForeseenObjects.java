package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.runtime.Foreseen.Action;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Foresees what {@link ServiceContext#objects} would do with objects of one kind. */
public final class ForeseenObjects<T extends HasMetadata> implements Foresight {

    private final ObjectKind<T> kind;
    private final String fieldManager;
    private final Difference difference;
    private final BiFunction<MemberState, MeshState, Desired<T>> desired;
    private final boolean isKnown;
    /** Everybody's, since a foreign object may have the name. */
    private final Map<String, Map<String, T>> there = new HashMap<>();

    /**
     * Reads what is there.
     *
     * @param service
     *            whose objects they are
     * @param mayBeUnknown
     *            whether members do without where the cluster does not know the kind
     * @throws KubernetesClientException
     *             if it cannot be read
     */
    public ForeseenObjects(ObjectKind<T> kind, KubernetesClient client, String service, StripRules stripRules,
            BiFunction<MemberState, MeshState, Desired<T>> desired, boolean mayBeUnknown) {
        this.kind = kind;
        this.fieldManager = Cluster.fieldManager(service);
        this.difference = new Difference(stripRules);
        this.desired = desired;
        this.isKnown = read(client, mayBeUnknown);
    }

    private boolean read(KubernetesClient client, boolean mayBeUnknown) {
        try {
            var _ = Pages.each(kind.in(client).inAnyNamespace(), object -> there
                    .computeIfAbsent(object.getMetadata().getNamespace(), _ -> new HashMap<>())
                    .put(object.getMetadata().getName(), object));
            return true;
        } catch (KubernetesClientException e) {
            if (mayBeUnknown && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<Foreseen> keep(MemberState member, MeshState mesh) {
        if (!isKnown) {
            return List.of();
        }
        return switch (desired.apply(member, mesh)) {
            case Desired.Waiting<T> waiting -> List.of(new Foreseen(kind.name(), "", Action.WAIT, waiting.reason()));
            case Desired.Objects<T> wanted -> {
                List<Foreseen> foreseen = new ArrayList<>();
                for (ObjectChange<T> change : ObjectChange.between(kind, ours(member.namespace()), wanted,
                        difference)) {
                    switch (change) {
                        case ObjectChange.Stands<T> stands -> standing(stands.outcome()).ifPresent(foreseen::add);
                        case ObjectChange.Ensure<T> ensure -> foreseen.add(ensured(ensure));
                        case ObjectChange.Remove<T> remove -> foreseen.add(removed(remove.live()));
                    }
                }
                yield foreseen;
            }
        };
    }

    @Override
    public List<Foreseen> release(String namespace) {
        return ours(namespace).values().stream().map(this::removed).toList();
    }

    private Map<String, T> ours(String namespace) {
        return there.getOrDefault(namespace, Map.of()).entrySet().stream()
                .filter(each -> OurObjects.isLabelled(each.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Foreseen ensured(ObjectChange.Ensure<T> ensure) {
        T desiredObject = ensure.desired();
        String name = desiredObject.getMetadata().getName();
        T live = ensure.live() != null
                ? ensure.live()
                : there.getOrDefault(desiredObject.getMetadata().getNamespace(), Map.of()).get(name);
        if (live == null) {
            return new Foreseen(kind.name(), name, Action.CREATE, "");
        }
        if (!OurObjects.isOurs(live, fieldManager)) {
            return new Foreseen(kind.name(), name, Action.CONFLICT, Applier.foreign(kind.name()));
        }
        return new Foreseen(kind.name(), name,
                kind.canBecome(live, desiredObject) ? Action.UPDATE : Action.REMAKE,
                String.join(", ", difference.of(kind, live, desiredObject)));
    }

    private Foreseen removed(T live) {
        return new Foreseen(kind.name(), live.getMetadata().getName(), Action.DELETE, "");
    }

    private static Optional<Foreseen> standing(ObjectOutcome outcome) {
        Optional<Action> action = switch (outcome.result()) {
            case PRESENT -> Optional.empty();
            case WAITING -> Optional.of(Action.WAIT);
            case CONFLICT -> Optional.of(Action.CONFLICT);
            case REFUSED -> Optional.of(Action.REFUSE);
            case FAILED -> Optional.of(Action.FAIL);
        };
        return action.map(what -> new Foreseen(outcome.kind(), outcome.name(), what, outcome.reason()));
    }
}
