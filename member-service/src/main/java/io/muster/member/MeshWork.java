package io.muster.member;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.mesh.MemberClaim;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.mesh.ServiceMeshMemberRollStatus;
import io.muster.runtime.LogKeys;
import io.muster.runtime.ServiceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to do for a mesh: its namespace's own labels, its roll, the roll's status, and telling about it. */
final class MeshWork implements Desk.Work {

    private static final Logger LOG = LoggerFactory.getLogger(MeshWork.class);
    private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(1);

    private final ServiceContext context;
    private final Records records;
    private final Views views;
    private final MeshObjects objects;
    private final Namespaces namespaces;
    private final ClusterWrites cluster;
    private final StatusWriter statuses;
    private final Takeover takeover;
    private final Map<String, Announcer> announcers = new ConcurrentHashMap<>();

    MeshWork(ServiceContext context, Records records, Views views, MeshObjects objects, Namespaces namespaces,
            ClusterWrites cluster, StatusWriter statuses, Takeover takeover) {
        this.context = context;
        this.records = records;
        this.views = views;
        this.objects = objects;
        this.namespaces = namespaces;
        this.cluster = cluster;
        this.statuses = statuses;
        this.takeover = takeover;
    }

    /** Forgets what is another instance's now. */
    void forget(Predicate<String> cpNamespaces) {
        announcers.keySet().removeIf(cpNamespaces);
    }

    @Override
    public Optional<Duration> on(String cpNamespace) throws InterruptedException {
        Namespaces.Facts namespace = namespaces.get(cpNamespace);
        if (namespace == null || namespace.terminating()) {
            announcers.remove(cpNamespace);
            return Optional.empty();
        }
        label(namespace);
        provideRoll(cpNamespace);
        Optional<Duration> next = Optional.empty();
        for (ServiceMeshMemberRoll roll : objects.rolls(cpNamespace)) {
            next = sooner(next, look(takeover.released(roll)));
        }
        Announcer announcer = announcers.get(cpNamespace);
        if (announcer == null) {
            return next;
        }
        announce(cpNamespace, announcer);
        return sooner(next, announcer.beforeNext(context.clock().instant()));
    }

    private void label(Namespaces.Facts namespace) throws InterruptedException {
        boolean hasControlPlane = !objects.controlPlanes(namespace.name()).isEmpty();
        boolean hasRecord = records.mentions(namespace.name());
        SortedMap<String, @Nullable String> change = MeshNamespaceLabels.change(namespace,
                objects.controlPlanes(namespace.name()).values().stream().map(ControlPlaneFacts::version)
                        .findFirst().orElse(null),
                hasControlPlane == hasRecord ? Optional.of(hasRecord) : Optional.empty());
        if (!change.isEmpty()) {
            namespaces.saw(cluster.label(namespace, change));
            LOG.atInfo().addKeyValue(LogKeys.MESH, namespace.name()).addKeyValue("labels", change)
                    .log("changed the labels of a control-plane namespace");
        }
    }

    private void provideRoll(String cpNamespace) throws InterruptedException {
        ServiceMeshMemberRoll roll = objects.roll(cpNamespace);
        switch (RollNeed.of(cpNamespace, objects.controlPlanes(cpNamespace).values(), roll,
                roll == null && objects.isClaimed(cpNamespace), !objects.naming(cpNamespace).isEmpty())) {
            case RollNeed.Nothing _ -> {
                // as nearly always
            }
            case RollNeed.Create create -> {
                ignoring(409, () -> {
                    var _ = cluster.create(create.roll());
                });
                LOG.atInfo().addKeyValue(LogKeys.MESH, cpNamespace).log("made the mesh a roll");
            }
            case RollNeed.Delete _ -> {
                if (roll != null) {
                    ignoring(404, () -> cluster.delete(roll));
                    LOG.atInfo().addKeyValue(LogKeys.MESH, cpNamespace)
                            .log("deleted the roll that was made for member objects: there are none any more");
                }
            }
        }
    }

    private interface Request {
        void make() throws InterruptedException;
    }

    /** The informer brings what is there already, or not any more. */
    private static void ignoring(int code, Request request) throws InterruptedException {
        try {
            request.make();
        } catch (KubernetesClientException e) {
            if (e.getCode() != code) {
                throw e;
            }
        }
    }

    private Optional<Duration> look(ServiceMeshMemberRoll roll) throws InterruptedException {
        String cpNamespace = roll.getMetadata().getNamespace();
        if (roll.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        // Each of its members' outcomes leads here, and the view of a large mesh takes its time.
        Optional<Duration> tooSoon = statuses.beforeNext(roll);
        if (tooSoon.isPresent()) {
            return tooSoon;
        }
        Optional<MeshView> view = views.mesh(cpNamespace)
                .filter(_ -> RollStatuses.configured(roll.getStatus()).stream().noneMatch(records::isUnreadable));
        return view.isEmpty()
                ? Optional.of(UNKNOWN_RETRY)
                : statuses.bring(roll, (current, now) -> draw(current, view.get(), now));
    }

    private StatusWriter.Drawing draw(ServiceMeshMemberRoll roll, MeshView view, Instant now) {
        ServiceMeshMemberRollStatus before = roll.getStatus();
        RollStatuses.Drawn after = RollStatuses.draw(roll, view, now);
        Set<String> configured = RollStatuses.configured(before);
        return new StatusWriter.Drawing(after.status(), after.status().equals(before),
                !configured.equals(RollStatuses.configured(after.status())),
                () -> {
                    if (RollStatuses.isDefault(roll)) {
                        announcers.computeIfAbsent(view.namespace(), _ -> new Announcer())
                                .add(Announcements.of(before, after,
                                        namespace -> Optional.ofNullable(view.held().get(namespace))
                                                .map(Held::movedFrom),
                                        namespace -> records.member(namespace).map(member -> member.state().mesh())
                                                .filter(mesh -> !mesh.equals(view.namespace()))));
                    }
                });
    }

    private void announce(String cpNamespace, Announcer announcer) throws InterruptedException {
        Instant now = context.clock().instant();
        Optional<Announcement> next = announcer.next(now);
        if (next.isEmpty()) {
            return;
        }
        Optional<? extends HasMetadata> about = about(cpNamespace, next.get());
        if (about.isEmpty()) {
            return;
        }
        try {
            var _ = cluster.tell(about.get(), next.get(), now);
        } catch (KubernetesClientException e) {
            // Whoever looks at the status sees the same; an Event is not worth another try.
            LOG.atWarn().addKeyValue(LogKeys.MESH, cpNamespace).addKeyValue(LogKeys.REASON, e.getMessage())
                    .log("an Event could not be written");
        }
    }

    /** The member object, where a single namespace has one that names the mesh; else the roll. */
    private Optional<? extends HasMetadata> about(String cpNamespace, Announcement announcement) {
        if (announcement.namespaces().size() == 1) {
            ServiceMeshMember object = objects.object(announcement.namespaces().first());
            if (object != null && MemberClaim.parse(object) instanceof MemberClaim.Valid valid
                    && valid.claim().cpNamespace().equals(cpNamespace) && !valid.claim().generated()) {
                return Optional.of(object);
            }
        }
        return Optional.ofNullable(objects.roll(cpNamespace));
    }

    private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }
}
