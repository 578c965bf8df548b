package io.muster.cli;

import io.muster.events.Event;
import io.muster.events.EventType;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMember;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A watcher that dies, and ways out of a mesh. */
record EndingSteps(DemoStage stage, DemoMesh shop, DemoMesh pay) {

    private static final String LEAVING = "shop-orders";

    List<Step> steps() {
        return List.of(
                new Step("The watcher is killed, and misses a deletion", this::kill),
                new Step("A namespace leaves", this::leave),
                new Step("A mesh is taken away", this::uninstall));
    }

    private void kill(Telling tell) {
        List<Event> before = stage.log().published();
        Map<String, String> versions = stage.members().resourceVersions(List.of(JoiningSteps.TOOLS));
        tell.did("killed the watcher with SIGKILL, and deleted the member object of " + JoiningSteps.TOOLS, () -> {
            stage.watcher().kill();
            stage.client().resources(ServiceMeshMember.class).inNamespace(JoiningSteps.TOOLS)
                    .withName(MeshKeys.DEFAULT_NAME).delete();
        });
        tell.stays("nobody noticed: it has all that it had", Duration.ofSeconds(1),
                () -> stage.members().lack(pay, List.of(JoiningSteps.TOOLS)));
        tell.did("started the watcher again", () -> stage.watcher().restart());
        tell.seen("the namespace has nothing of the mesh any more",
                () -> stage.members().remain(List.of(JoiningSteps.TOOLS)));
        stage.watcher().awaitReady();
        tell.seen("of %d events none was published again: there is one more, the leaving".formatted(before.size()),
                () -> onlyTheLeaving(before.size(), stage.log().published()));
        tell.stays("not one object of the other members was written", Duration.ofSeconds(1),
                () -> stage.members().resourceVersions(List.of(JoiningSteps.TOOLS)).equals(versions)
                        ? Optional.empty()
                        : Optional.of("some have another resourceVersion"));
    }

    private static Optional<String> onlyTheLeaving(int before, List<Event> now) {
        long left = now.stream().filter(event -> event.type() == EventType.MEMBER_LEFT)
                .filter(event -> event.key().equals(JoiningSteps.TOOLS)).count();
        return now.size() == before + 1 && left == 1
                ? Optional.empty()
                : Optional.of("there are %d events, %d of them say that it left".formatted(now.size(), left));
    }

    private void leave(Telling tell) {
        tell.did("took " + LEAVING + " out of the roll of istio-shop", () -> shop.unlist(List.of(LEAVING)));
        tell.seen("it has nothing of the mesh any more: no role binding, policy, attachment or label",
                () -> stage.members().remain(List.of(LEAVING)));
    }

    private void uninstall(Telling tell) {
        List<String> members = Stream.of(JoiningSteps.PAY, JoiningSteps.FLEET,
                List.of(JoiningSteps.LABELLED, "shop-stock")).flatMap(List::stream).toList();
        tell.did("deleted the control plane of istio-pay", pay::uninstall);
        tell.seen("its %d members have nothing of it any more".formatted(members.size()),
                () -> stage.members().remain(members));
        tell.stays("the members of istio-shop have what they had", Duration.ofMillis(500),
                () -> stage.members().lack(shop, List.of("shop-cart", JoiningSteps.LATE, "shop-web")));
    }
}
