package io.muster.member;

import io.muster.events.Concern;
import io.muster.events.Outcome;
import io.muster.runtime.ConcernLogic;
import io.muster.runtime.Holding;
import io.muster.runtime.ServiceContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What member-service knows that no other service does. */
final class MemberLogic implements ConcernLogic {

    private static final int MESHES_AT_ONCE = 4;
    private static final int OBJECTS_AT_ONCE = 8;

    private final ServiceContext context;
    private final Records records;
    private final Namespaces namespaces;
    private final MeshObjects objects;
    private final NamespaceLabels labels;
    private final StatusWriter statuses;
    private final MeshWork meshWork;
    private final Desk meshes;
    private final Desk members;

    MemberLogic(ServiceContext context, MemberSettings settings) {
        this.context = context;
        this.records = new Records(context.topics(), context.tables(), settings.required());
        ClusterWrites cluster = new ClusterWrites(context.client(), context.writes(), context.fieldManager());
        Informed informed = new Informed();
        this.namespaces = new Namespaces(context.watches(), context.fieldManager(), informed::namespaceChanged);
        this.objects = new MeshObjects(context.watches(), informed);
        this.labels = new NamespaceLabels(context, namespaces, records, objects, cluster, settings.removesStrays());
        this.statuses = new StatusWriter(cluster, objects, context.clock());
        Takeover takeover = new Takeover(settings.takeover(), records, objects, cluster);
        Views views = new Views(records, objects, namespaces);
        this.meshWork = new MeshWork(context, records, views, objects, namespaces, cluster, statuses, takeover);
        this.meshes = new Desk("meshes", MESHES_AT_ONCE, context, this::blind, settings.common().retryLimit(),
                meshWork);
        this.members = new Desk("objects", OBJECTS_AT_ONCE, context, this::blind, settings.common().retryLimit(),
                new ObjectWork(views, objects, namespaces, statuses, takeover));
    }

    @Override
    public List<Holding> holdings() {
        return List.of(labels);
    }

    @Override
    public void changed(String topic, String key) {
        records.changed(topic, key).forEach(meshes::look);
        if (topic.equals(context.topics().meshes())) {
            objects.naming(key).forEach(members::look);
            return;
        }
        if (objects.object(key) != null) {
            members.look(key);
        }
        if (records.concern(topic).filter(concern -> concern != Concern.MEMBER).isPresent() && bearsOnLabel(key)) {
            context.wake().namespace(key);
        }
    }

    @Override
    public void lookAgain() {
        records.readAgain();
        Set<String> keys = new HashSet<>(objects.meshNamespaces());
        keys.addAll(records.meshes());
        namespaces.labelled().filter(facts -> facts.name().equals(facts.memberOf()))
                .forEach(facts -> keys.add(facts.name()));
        keys.forEach(meshes::look);
        objects.objectNamespaces().forEach(members::look);
    }

    @Override
    public void releasing(Predicate<String> keys) {
        meshes.releasing(keys);
        members.releasing(keys);
        statuses.forget(keys);
        meshWork.forget(keys);
    }

    @Override
    public void close() {
        meshes.close();
        members.close();
        objects.close();
    }

    private Optional<String> blind() {
        return context.tables().problem().or(context.claims()::problem);
    }

    /**
     * Whether what others say of a namespace has to be looked at for its label: not if it is there, and not before all
     * of them have answered, unless it has been said why it is not.
     */
    private boolean bearsOnLabel(String namespace) {
        Records.Member member = records.member(namespace).orElse(null);
        if (member == null) {
            return false;
        }
        Outcome label = records.outcome(Concern.MEMBER, namespace);
        if (label == null || !member.event().id().equals(label.event())) {
            return records.isLetThrough(member);
        }
        return label.state() != Outcome.State.APPLIED;
    }

    /** Told by the watches, which start when all is there. */
    private final class Informed implements MeshObjects.Listener {

        /** The labels of a Namespace are other ones now, or it is gone or going. */
        void namespaceChanged(String namespace) {
            Namespaces.Facts facts = namespaces.get(namespace);
            if ((facts != null && facts.memberOf() != null) || records.member(namespace).isPresent()) {
                context.wake().namespace(namespace);
            }
            meshes.look(namespace);
            members.look(namespace);
        }

        @Override
        public void meshChanged(String cpNamespace) {
            meshes.look(cpNamespace);
        }

        @Override
        public void objectChanged(String namespace) {
            members.look(namespace);
        }
    }
}
