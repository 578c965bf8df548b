package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parts of a service, as the logic of its concern sees them. */
record ConcernContext(Cluster cluster, MeshWatches watches, String fieldManager, Clock clock, Topics topics,
        StateTables tables, LiveClaims claims, MeterRegistry registry, Writes writes, FightGuard fights,
        Difference difference, Wake wake, Predicate<String> acting,
        Consumer<Runnable> schedule) implements ServiceContext {

    @Override
    public KubernetesClient client() {
        return cluster.client();
    }

    @Override
    public boolean mayAct(String key) {
        return acting.test(key);
    }

    @Override
    public Duration hold(String namespace, String kind, String name) {
        return fights.hold(namespace, kind, name);
    }

    @Override
    public void regularly(Runnable task) {
        schedule.accept(task);
    }

    @Override
    public <T extends HasMetadata> Holding objects(ObjectKind<T> kind,
            BiFunction<MemberState, MeshState, Desired<T>> desired) {
        return kept(kind, desired, null);
    }

    @Override
    public <T extends HasMetadata> Holding objectsIfKnown(ObjectKind<T> kind,
            BiFunction<MemberState, MeshState, Desired<T>> desired, String noteWhileUnknown) {
        return kept(kind, desired, noteWhileUnknown);
    }

    private <T extends HasMetadata> Holding kept(ObjectKind<T> kind,
            BiFunction<MemberState, MeshState, Desired<T>> desired, @Nullable String noteWhileUnknown) {
        OurObjects<T> objects = new OurObjects<>(kind, client(), fieldManager, clock, new OurObjects.Listener() {
            @Override
            public void namespaceChanged(String namespace) {
                wake.namespace(namespace);
            }

            @Override
            public void kindAppearedOrWent() {
                wake.all();
            }
        });
        if (noteWhileUnknown != null) {
            schedule.accept(objects::renewIfBroken);
        }
        return new KeptObjects<>(desired, objects, new Applier<>(objects, difference, writes), claims, fights,
                noteWhileUnknown);
    }
}
