package io.muster.cli;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.muster.events.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ways into a mesh. */
record JoiningSteps(DemoStage stage, DemoMesh shop, DemoMesh pay) {

    static final List<String> SHOP = List.of("shop-cart", "shop-orders", "shop-stock", "shop-web");
    static final List<String> PAY = List.of("pay-api", "pay-fraud", "pay-ledger");
    static final List<String> FLEET = List.of("fleet-depots", "fleet-routes");
    static final String LATE = "shop-gifts";
    static final String LABELLED = "fleet-trucks";
    static final String TOOLS = "tools";

    private static final String TEAM = "team";

    List<Step> steps() {
        return List.of(
                new Step("Two meshes are installed", this::install),
                new Step("Namespaces join by the rolls of their meshes", this::joinByRoll),
                new Step("The rolls say how it went", this::statuses),
                new Step("A namespace is listed before it exists", this::joinLater),
                new Step("A namespace joins by a member object of its own", this::joinByMemberObject),
                new Step("Namespaces join because a selector matches their labels", this::joinBySelector));
    }

    private void install(Telling tell) {
        tell.did("made the namespaces istio-shop and istio-pay with a control plane 2.5, its role bindings and an empty"
                + " roll each; and nine namespaces that belong to nobody yet", () -> {
                    shop.install();
                    pay.install();
                    stage.createNamespaces(SHOP, Map.of());
                    stage.createNamespaces(PAY, Map.of());
                    stage.createNamespaces(List.of(TOOLS), Map.of());
                    stage.createNamespaces(FLEET, Map.of(TEAM, "fleet"));
                });
        tell.seen("the watcher published that both meshes appeared", () -> {
            List<String> appeared = stage.log().published().stream()
                    .filter(event -> event.type() == EventType.MESH_APPEARED).map(event -> event.key()).toList();
            return appeared.containsAll(List.of("istio-shop", "istio-pay"))
                    ? Optional.empty()
                    : Optional.of("appeared so far: " + appeared);
        });
        tell.stays("not one of the namespaces got anything", Duration.ofMillis(500),
                () -> stage.members().remain(all()));
    }

    private static List<String> all() {
        return java.util.stream.Stream.of(SHOP, PAY, FLEET, List.of(TOOLS)).flatMap(List::stream).toList();
    }

    private void joinByRoll(Telling tell) {
        tell.did("listed %s in the roll of istio-shop, %s in that of istio-pay".formatted(words(SHOP), words(PAY)),
                () -> {
                    shop.list(SHOP);
                    pay.list(PAY);
                });
        tell.seen(
                "each has exactly what its mesh gives: two role bindings with the subjects of their sources, two network"
                        + " policies, one network attachment; and, last, the label of a member",
                () -> stage.members().lack(shop, SHOP).or(() -> stage.members().lack(pay, PAY)));
    }

    private void statuses(Telling tell) {
        tell.seen(
                "the roll of istio-shop is Configured, %d/%d, and lists its members".formatted(SHOP.size(),
                        SHOP.size()),
                () -> shop.rollSays(SHOP));
        tell.seen("that of istio-pay is Configured, %d/%d".formatted(PAY.size(), PAY.size()), () -> pay.rollSays(PAY));
        tell.seen("Events tell on each roll who joined", () -> shop.lacksEvent("Joined")
                .or(() -> pay.lacksEvent("Joined")));
    }

    private void joinLater(Telling tell) {
        tell.did("listed " + LATE + " in the roll of istio-shop, and only then made the namespace", () -> {
            shop.list(List.of(LATE));
            stage.createNamespaces(List.of(LATE), Map.of());
        });
        tell.seen("it has all that members of istio-shop have", () -> stage.members().lack(shop, List.of(LATE)));
    }

    private void joinByMemberObject(Telling tell) {
        tell.did("made the ServiceMeshMember default in " + TOOLS + ", naming the control plane of istio-pay",
                () -> pay.joinedBy(TOOLS));
        tell.seen("it has all that members of istio-pay have, and its own object says so",
                () -> stage.members().lack(pay, List.of(TOOLS)).or(() -> pay.memberObjectSays(TOOLS)));
    }

    private void joinBySelector(Telling tell) {
        tell.did("let the roll of istio-pay select namespaces labelled team=fleet", () -> pay.select(TEAM, "fleet"));
        tell.seen("%s have all that its members have".formatted(words(FLEET)), () -> stage.members().lack(pay, FLEET));
        tell.did("made the namespace " + LABELLED + " without a label, then labelled it team=fleet", () -> {
            stage.createNamespaces(List.of(LABELLED), Map.of());
            stage.client().namespaces().withName(LABELLED).edit(namespace -> new NamespaceBuilder(namespace)
                    .editMetadata().addToLabels(TEAM, "fleet").endMetadata().build());
        });
        tell.seen("it has it too", () -> stage.members().lack(pay, List.of(LABELLED)));
    }

    static String words(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
}
