package io.muster.cli;

import io.muster.sandbox.SdnMaster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster's network is OpenShift SDN's multitenant plugin: members are joined to their mesh's network. */
record SdnSteps(DemoStage stage, DemoMesh shop) {

    private static final List<String> MEMBERS = List.of("shop-cart", JoiningSteps.LATE, "shop-web");
    private static final String JOINING = "shop-tills";
    private static final String LEAVING = "shop-cart";

    List<Step> steps() {
        return List.of(
                new Step("The cluster's network becomes that of OpenShift SDN, multitenant", this::multitenant),
                new Step("The SDN is silent while a namespace joins", this::silent),
                new Step("A namespace leaves the network of its mesh", this::leave));
    }

    private void multitenant(Telling tell) {
        tell.did("started a stand-in for the SDN's master, and made the cluster say that it runs that plugin",
                () -> stage.network().becomeMultitenant());
        tell.seen("the members of istio-shop have the network id of istio-shop itself",
                () -> stage.network().apart(shop.namespace(), MEMBERS));
        tell.seen("and no network policies any more", () -> stage.members().belongings().havePolicies(MEMBERS));
        tell.seen("they are members as before, labelled and all", () -> stage.members().belongings()
                .lackLabel(shop, MEMBERS).or(() -> stage.members().copies().differ(shop, MEMBERS)));
    }

    private void silent(Telling tell) {
        tell.did("made the SDN's master deaf, made the namespace %s and listed it in the roll of istio-shop"
                .formatted(JOINING), () -> {
                    stage.network().sdn().treatRequests(SdnMaster.Manner.DEAF);
                    stage.createNamespaces(List.of(JOINING), Map.of());
                    shop.list(List.of(JOINING));
                });
        tell.seen("the roll names it as the one that is not configured yet", () -> shop.rollAwaits(JOINING));
        tell.stays("it is not labelled while it cannot reach its mesh", Duration.ofSeconds(1),
                () -> stage.members().belongings().haveLabel(List.of(JOINING)));
        tell.did("let the master hear again", () -> stage.network().sdn().treatRequests(SdnMaster.Manner.HONEST));
        tell.seen("it has the network id of istio-shop, and the label", () -> stage.network()
                .apart(shop.namespace(), List.of(JOINING))
                .or(() -> stage.members().belongings().lackLabel(shop, List.of(JOINING))));
    }

    private void leave(Telling tell) {
        tell.did("took %s out of the roll of istio-shop".formatted(LEAVING), () -> shop.unlist(List.of(LEAVING)));
        tell.seen("it has a network of its own, and nothing of the mesh any more", () -> stage.network()
                .apart(shop.namespace(), List.of(LEAVING)).isPresent()
                        ? stage.members().remain(List.of(LEAVING))
                        : Optional.of("it has the network id of istio-shop still"));
    }
}
