package io.muster.cli;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.events.Outcome;
import io.muster.mesh.MeshKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What happens to members: changes of their mesh, edits by others, a move, an attempt to get more than is due. */
record ChangingSteps(DemoStage stage, DemoMesh shop, DemoMesh pay) {

    private static final String GATEWAY = "istiod-gateway-controller-basic-istio-shop";
    private static final String PROMETHEUS = "prometheus-istio-shop";
    private static final String GREEDY = "support-access";
    private static final String MOVING = "shop-stock";
    static final List<String> SHOP = Stream.concat(JoiningSteps.SHOP.stream(), Stream.of(JoiningSteps.LATE)).toList();

    List<Step> steps() {
        return List.of(
                new Step("A change of a control plane reaches all its members", this::upgrade),
                new Step("An edited role binding is put right", this::edited),
                new Step("A deleted role binding is put back", this::deleted),
                new Step("A label and a network policy are put back", this::undone),
                new Step("An attempt to grant more than the mesh has is refused", this::escalation),
                new Step("A namespace moves from one mesh to the other", this::move));
    }

    private void upgrade(Telling tell) {
        tell.did("upgraded the control plane of istio-shop to 2.6, which brings a role binding for its gateway"
                + " controller", () -> {
                    shop.source(GATEWAY, "istiod-basic");
                    shop.upgrade("v2.6", "2.6.1");
                });
        tell.seen("its %d members have the new role binding, and the network attachment of 2.6 instead of that of 2.5"
                .formatted(SHOP.size()),
                () -> stage.members().lack(shop, SHOP));
        tell.seen("every object of theirs is labelled maistra-version=2.6.1",
                () -> stage.members().copies().lackVersion(shop, "2.6.1"));
        tell.stays("the members of istio-pay have what they had", Duration.ofMillis(300),
                () -> stage.members().lack(pay, JoiningSteps.PAY));
    }

    private void edited(Telling tell) {
        tell.did("took the subjects out of %s in shop-web".formatted(PROMETHEUS),
                () -> stage.client().rbac().roleBindings().inNamespace("shop-web").withName(PROMETHEUS)
                        .edit(binding -> new RoleBindingBuilder(binding).withSubjects(List.of()).build()));
        tell.seen("it is as its source again", () -> stage.members().lack(shop, List.of("shop-web")));
        tell.seen("the outcome on Kafka says what was repaired", () -> repaired("shop-web"));
    }

    private Optional<String> repaired(String namespace) {
        return stage.log().outcomes().stream().filter(event -> event.key().equals(namespace))
                .anyMatch(event -> event.type() == EventType.CONCERN_REPAIRED)
                        ? Optional.empty()
                        : Optional.of("no such event of " + namespace);
    }

    private void deleted(Telling tell) {
        tell.did("deleted all role bindings of shop-cart", () -> stage.client().rbac().roleBindings()
                .inNamespace("shop-cart").delete());
        tell.seen("all three are back", () -> stage.members().lack(shop, List.of("shop-cart")));
    }

    private void undone(Telling tell) {
        tell.did("labelled shop-web into istio-pay by hand, and deleted its network policies", () -> {
            stage.client().namespaces().withName("shop-web").edit(namespace -> new NamespaceBuilder(namespace)
                    .editMetadata().addToLabels(MeshKeys.MEMBER_OF, "istio-pay").endMetadata().build());
            stage.client().network().v1().networkPolicies().inNamespace("shop-web").delete();
        });
        tell.seen("it is a member of istio-shop with all that belongs to it", () -> stage.members().lack(shop,
                List.of("shop-web")));
    }

    private void escalation(Telling tell) {
        tell.did("labelled a binding to cluster-admin in istio-shop as one of the mesh's own",
                () -> shop.binding(GREEDY, "cluster-admin", "support"));
        tell.seen("the outcome on Kafka says that it is refused, and why", this::refused);
        tell.stays("no member has it, and all have what is theirs", Duration.ofSeconds(1),
                () -> stage.members().copies().exist(GREEDY).or(() -> stage.members().lack(shop, SHOP)));
        tell.did("took it away", () -> shop.removeBinding(GREEDY));
        tell.stays("the members have what they had", Duration.ofMillis(300), () -> stage.members().lack(shop, SHOP));
    }

    private Optional<String> refused() {
        List<String> namespaces = stage.log().outcomes().stream().filter(ChangingSteps::refuses).map(Event::key)
                .distinct().toList();
        return namespaces.containsAll(SHOP) ? Optional.empty() : Optional.of("refused so far in " + namespaces);
    }

    private static boolean refuses(Event event) {
        return event.payload() instanceof Outcome outcome && outcome.objects().stream()
                .anyMatch(object -> object.name().equals(GREEDY) && object.result() == Outcome.Result.REFUSED
                        && !object.reason().isEmpty());
    }

    private void move(Telling tell) {
        tell.did("listed " + MOVING + " in the roll of istio-pay as well", () -> pay.list(List.of(MOVING)));
        tell.stays("it stays where it is: who holds a namespace keeps it", Duration.ofSeconds(1),
                () -> stage.members().lack(shop, List.of(MOVING)));
        tell.did("took it out of the roll of istio-shop", () -> shop.unlist(List.of(MOVING)));
        tell.seen("it has all that members of istio-pay have, and nothing of istio-shop",
                () -> stage.members().lack(pay, List.of(MOVING)));
        tell.seen("the watcher published one move, and neither a leaving nor a joining", () -> {
            List<EventType> history = stage.log().published().stream().filter(event -> event.key().equals(MOVING))
                    .map(Event::type).toList();
            return history.equals(List.of(EventType.MEMBER_JOINED, EventType.MEMBER_MOVED))
                    ? Optional.empty()
                    : Optional.of("its history is " + history);
        });
    }
}
