package io.muster.network;

import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.NetworkMode;
import io.muster.runtime.Foreseen;
import io.muster.runtime.Foreseen.Action;
import io.muster.runtime.Foresight;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What each of the modes would do. */
record NetworkForesight(Map<NetworkMode, Foresight> modes) implements Foresight {

    @Override
    public List<Foreseen> keep(MemberState member, MeshState mesh) {
        Stream<Foreseen> ofModes = modes.entrySet().stream()
                .flatMap(each -> switch (Turn.of(each.getKey(), mesh.networkMode())) {
                    case KEEP -> each.getValue().keep(member, mesh).stream();
                    case RELEASE -> each.getValue().release(member.namespace()).stream();
                    case LEAVE -> Stream.empty();
                });
        Stream<Foreseen> ofUnsupported = mesh.networkMode() == NetworkMode.UNSUPPORTED
                ? Stream.of(new Foreseen(UnsupportedMode.KIND, UnsupportedMode.NAME, Action.FAIL,
                        UnsupportedMode.reason(mesh)))
                : Stream.empty();
        return Stream.concat(ofModes, ofUnsupported).toList();
    }

    @Override
    public List<Foreseen> release(String namespace) {
        return modes.values().stream().flatMap(each -> each.release(namespace).stream()).toList();
    }
}
