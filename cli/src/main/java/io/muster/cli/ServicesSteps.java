package io.muster.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One concern is down: the others go on, and it catches up. */
record ServicesSteps(DemoStage stage, DemoMesh shop) {

    private static final String JOINING = "shop-returns";

    List<Step> steps() {
        return List.of(new Step("One service is down, the others go on", this::down),
                new Step("It comes back, and catches up", this::back));
    }

    private void down(Telling tell) {
        tell.did(
                "stopped cni-service, made the namespace %s and listed it in the roll of istio-shop".formatted(JOINING),
                () -> {
                    stage.stop(ServiceKind.CNI);
                    stage.createNamespaces(List.of(JOINING), Map.of());
                    shop.list(List.of(JOINING));
                });
        tell.seen("it has its role bindings and network policies", () -> stage.members().copies()
                .differ(shop, List.of(JOINING))
                .or(() -> stage.members().belongings().lackPolicies(shop, List.of(JOINING))));
        tell.seen("the roll of istio-shop names it as the one that is not configured yet",
                () -> shop.rollAwaits(JOINING));
        tell.stays("it has no network attachment, and so no label either: no pod of it is injected by halves",
                Duration.ofSeconds(1), () -> stage.members().belongings().haveAttachments(List.of(JOINING))
                        .or(() -> stage.members().belongings().haveLabel(List.of(JOINING))));
    }

    private void back(Telling tell) {
        tell.did("started cni-service again", () -> stage.start(ServiceKind.CNI));
        tell.seen("it has all that members of istio-shop have", () -> stage.members().lack(shop, List.of(JOINING)));
        tell.seen("the roll of istio-shop is Configured again",
                () -> shop.rollSays(List.of("shop-cart", JoiningSteps.LATE, "shop-orders", JOINING, "shop-web")));
    }
}
