package io.muster.member;

import io.muster.mesh.Conditions;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there is to do for the member objects of a namespace: their statuses. */
final class ObjectWork implements Desk.Work {

    private final Views views;
    private final MeshObjects objects;
    private final Namespaces namespaces;
    private final StatusWriter statuses;
    private final Takeover takeover;

    ObjectWork(Views views, MeshObjects objects, Namespaces namespaces, StatusWriter statuses, Takeover takeover) {
        this.views = views;
        this.objects = objects;
        this.namespaces = namespaces;
        this.statuses = statuses;
        this.takeover = takeover;
    }

    @Override
    public Optional<Duration> on(String namespace) throws InterruptedException {
        Namespaces.Facts facts = namespaces.get(namespace);
        Optional<Duration> next = Optional.empty();
        for (ServiceMeshMember found : objects.objects(namespace)) {
            ServiceMeshMember object = takeover.released(found);
            boolean going = facts == null || facts.terminating()
                    || object.getMetadata().getDeletionTimestamp() != null;
            if (!going && !takeover.deleted(object)) {
                Optional<Duration> wait = statuses.bring(object, this::draw);
                next = wait.isPresent() && (next.isEmpty() || wait.get().compareTo(next.get()) < 0) ? wait : next;
            }
        }
        return next;
    }

    private StatusWriter.Drawing draw(ServiceMeshMember object, Instant now) {
        ServiceMeshMemberStatus before = object.getStatus();
        ServiceMeshMemberStatus after = ObjectStatuses.draw(object, views.object(object), now);
        return new StatusWriter.Drawing(after, after.equals(before), isReady(before) != isReady(after), () -> {
            // told about where the mesh is looked after
        });
    }

    private static boolean isReady(@Nullable ServiceMeshMemberStatus status) {
        return ConditionChanges.find(status == null ? null : status.getConditions(), Conditions.READY)
                .filter(ready -> "True".equals(ready.getStatus())).isPresent();
    }
}
