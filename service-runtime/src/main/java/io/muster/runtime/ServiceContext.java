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

/** What a service's own logic is given to work with. */
public interface ServiceContext {

    /** Whom it says, on an informer's thread, that something it looks at has changed. */
    interface Wake {

        /** The namespace may have to be something else now. */
        void namespace(String namespace);

        /** The members of a mesh may. */
        void mesh(String controlPlaneNamespace);

        /** Namespaces that wait for the cluster to bear something out may go on. */
        void waiting();

        /** Everything may. */
        void all();
    }

    KubernetesClient client();

    /** Not started before the service's logic has been made. */
    MeshWatches watches();

    Clock clock();

    Topics topics();

    /** Members, meshes, this concern's outcomes and those of the concerns that the service asked for. */
    StateTables tables();

    LiveClaims claims();

    MeterRegistry registry();

    Writes writes();

    /** Under which name this service's writes are known to the API server. */
    String fieldManager();

    Wake wake();

    /**
     * Whether this instance may act on a key, which is a namespace's or a mesh's: the key is in its share, and tables
     * and watches are complete.
     */
    boolean mayAct(String key);

    /** How long to leave an object as it is because somebody keeps changing it back; zero: repair it now. */
    Duration hold(String namespace, String kind, String name);

    /** Objects of one kind in the members' namespaces, marked by our label. */
    <T extends HasMetadata> Holding objects(ObjectKind<T> kind, BiFunction<MemberState, MeshState, Desired<T>> desired);

    /**
     * The same for a kind that a cluster may well do without: members then have none and are told the note, until the
     * cluster knows the kind.
     */
    <T extends HasMetadata> Holding objectsIfKnown(ObjectKind<T> kind,
            BiFunction<MemberState, MeshState, Desired<T>> desired, String noteWhileUnknown);

    /** Runs a short task every two seconds, for as long as the service runs. */
    void regularly(Runnable task);

    /** What a hold has to say about an object. */
    static String heldReason() {
        return "somebody keeps changing it back: repaired at ever longer intervals; stop them, or the history of this"
                + " namespace says who it is";
    }
}
