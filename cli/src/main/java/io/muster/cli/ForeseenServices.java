package io.muster.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.cli.MembershipPlan.ObjectAction;
import io.muster.cni.CniService;
import io.muster.events.Concern;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.member.MemberForesight;
import io.muster.member.MemberService;
import io.muster.network.NetworkService;
import io.muster.rbac.RbacService;
import io.muster.runtime.Foreseen;
import io.muster.runtime.Foresight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each service would do after memberships and meshes have changed. */
record ForeseenServices(Map<Concern, Foresight> services, MemberForesight labels) {

    private static final List<Concern> ALL = Arrays.asList(Concern.values());

    /**
     * Reads what is in the cluster.
     *
     * @param environment
     *            the services' settings
     * @param meshes
     *            those there would be
     */
    static ForeseenServices read(KubernetesClient client, Map<String, String> environment,
            Map<String, MeshState> meshes) {
        Map<Concern, Foresight> services = new EnumMap<>(Concern.class);
        services.put(Concern.RBAC, RbacService.foresee(client, environment));
        services.put(Concern.NETWORK, NetworkService.foresee(client, environment, meshes));
        services.put(Concern.CNI, CniService.foresee(client, environment));
        MemberForesight labels = MemberService.foresee(client, List.copyOf(services.values()));
        services.put(Concern.MEMBER, labels);
        return new ForeseenServices(services, labels);
    }

    /** By namespace; what is right already is not among them. */
    List<ObjectAction> actions(MembershipDifference difference) {
        SortedMap<String, List<Concern>> concerned = new TreeMap<>();
        difference.after().members().forEach((namespace, member) -> {
            List<Concern> revised = difference.revised(member.mesh());
            if (!revised.isEmpty()) {
                concerned.put(namespace, revised);
            }
        });
        difference.members().forEach(each -> concerned.put(each.namespace(), ALL));
        List<ObjectAction> actions = new ArrayList<>();
        difference.meshes().forEach(each -> {
            MeshState mesh = difference.after().meshes().get(each.mesh());
            add(each.mesh(), Concern.MEMBER,
                    labels.meshNamespace(each.mesh(), mesh == null ? null : mesh.version(), mesh != null), actions);
        });
        concerned.forEach((namespace, concerns) -> concerns.forEach(concern -> add(namespace, concern,
                foreseen(namespace, concern, difference.after()), actions)));
        return actions;
    }

    private List<Foreseen> foreseen(String namespace, Concern concern, MembershipDifference.Known after) {
        Foresight service = Given.required(services.get(concern));
        MemberState member = after.members().get(namespace);
        MeshState mesh = member == null ? null : after.meshes().get(member.mesh());
        return member == null || mesh == null ? service.release(namespace) : service.keep(member, mesh);
    }

    private static void add(String namespace, Concern concern, List<Foreseen> foreseen, List<ObjectAction> actions) {
        foreseen.forEach(each -> actions.add(
                new ObjectAction(namespace, concern, each.action(), each.kind(), each.name(), each.reason())));
    }
}
