package io.muster.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.cli.MembershipPlan.Document;
import io.muster.cli.MembershipPlan.Holders;
import io.muster.cli.MembershipPlan.ObjectAction;
import io.muster.cli.MembershipPlan.Trouble;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.member.RollNeed;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.runtime.Cluster;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.Foreseen;
import io.muster.watcher.Forecast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works out what applying documents would do, by the functions of watcher and services: the cluster as it is goes
 * through them, and then the cluster with the documents laid over it.
 */
final class Planning {

    private final KubernetesClient client;
    private final Map<String, String> environment;
    private final Forecast forecast;
    private final MeshResources resources;
    private final List<HasMetadata> applied = new ArrayList<>();
    private final List<ObjectAction> rolls = new ArrayList<>();

    private Planning(KubernetesClient client, Map<String, String> environment, Forecast forecast) {
        this.client = client;
        this.environment = environment;
        this.forecast = forecast;
        this.resources = MeshResources.read(client);
    }

    /**
     * Makes the plan.
     *
     * @param environment
     *            settings of the services
     * @param published
     *            what is on the state topics; absent: labels tell who holds what
     * @param namespace
     *            of documents that name none
     * @throws io.muster.runtime.StartFailure
     *             if a document is nothing that could be applied
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if the cluster cannot be read
     */
    static MembershipPlan plan(Cluster cluster, CommonSettings settings, Map<String, String> environment,
            Optional<? extends Collection<Event>> published, List<Manifest> manifests, String namespace) {
        Forecast forecast = Forecast.read(cluster.client(), cluster.id(), settings,
                published.isPresent() ? List.copyOf(published.get()) : List.of(), Instant.now());
        Planning planning = new Planning(cluster.client(), environment, forecast);
        planning.provideRolls(false);
        MembershipDifference.Known before = MembershipDifference.Known.of(forecast);
        List<Document> documents = planning.apply(manifests, namespace);
        planning.provideRolls(true);
        MembershipDifference difference = new MembershipDifference(before, MembershipDifference.Known.of(forecast));
        List<Trouble> troubles = new ArrayList<>(difference.troubles());
        planning.applied.forEach(object -> ClaimTroubles.of(object, difference.after().meshes())
                .ifPresent(troubles::add));
        List<ObjectAction> objects = new ArrayList<>(planning.rolls);
        objects.addAll(planning.services(difference));
        return new MembershipPlan(cluster.id(), published.isPresent() ? Holders.TOPICS : Holders.LABELS,
                forecast.due(), documents, difference.meshes(), difference.members(), troubles, objects);
    }

    private List<Document> apply(List<Manifest> manifests, String namespace) {
        DryRun server = new DryRun(client, namespace);
        List<Document> documents = new ArrayList<>();
        for (Manifest manifest : manifests) {
            DryRun.Answer answer = server.apply(manifest);
            documents.add(answer.document());
            HasMetadata object = answer.object();
            if (object != null && answer.document().verdict() != MembershipPlan.Verdict.UNCHANGED) {
                forecast.apply(object);
                resources.put(object);
                applied.add(object);
            }
        }
        return documents;
    }

    /** A roll that member-service makes may make members. */
    private void provideRolls(boolean isNews) {
        resources.needs().forEach((mesh, need) -> {
            switch (need) {
                case RollNeed.Nothing _ -> {
                    // all is well
                }
                case RollNeed.Create create -> {
                    forecast.apply(create.roll());
                    resources.put(create.roll());
                    note(isNews, mesh, Foreseen.Action.CREATE, "the mesh has none, and needs one");
                }
                case RollNeed.Delete _ -> delete(resources.roll(mesh), isNews);
            }
        });
    }

    private void delete(@Nullable ServiceMeshMemberRoll roll, boolean isNews) {
        if (roll != null) {
            forecast.delete(roll);
            resources.remove(roll);
            note(isNews, roll.getMetadata().getNamespace(), Foreseen.Action.DELETE,
                    "it was made for member objects, of which there is none left");
        }
    }

    private void note(boolean isNews, String mesh, Foreseen.Action action, String reason) {
        if (isNews) {
            rolls.add(new ObjectAction(mesh, Concern.MEMBER, action, "ServiceMeshMemberRoll", MeshKeys.DEFAULT_NAME,
                    reason));
        }
    }

    private List<ObjectAction> services(MembershipDifference difference) {
        if (difference.isNothing()) {
            return List.of();
        }
        return ForeseenServices.read(client, environment, difference.after().meshes()).actions(difference);
    }
}
