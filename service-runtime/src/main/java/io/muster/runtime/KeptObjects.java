package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Objects of one kind in the members' namespaces: what is desired and missing or different, ours and not desired. */
final class KeptObjects<T extends HasMetadata> implements Holding {

    private final BiFunction<MemberState, MeshState, Desired<T>> desired;
    private final OurObjects<T> objects;
    private final Applier<T> applier;
    private final LiveClaims claims;
    private final FightGuard fights;
    private final @Nullable String noteWhileUnknown;

    /**
     * @param noteWhileUnknown
     *            what members are told while the cluster does not know the kind; without one they wait for it
     */
    KeptObjects(BiFunction<MemberState, MeshState, Desired<T>> desired, OurObjects<T> objects, Applier<T> applier,
            LiveClaims claims, FightGuard fights, @Nullable String noteWhileUnknown) {
        this.desired = desired;
        this.objects = objects;
        this.applier = applier;
        this.claims = claims;
        this.fights = fights;
        this.noteWhileUnknown = noteWhileUnknown;
    }

    @Override
    public Optional<String> problem() {
        return isDoneWithout() ? Optional.empty() : objects.problem();
    }

    @Override
    public Set<String> namespaces() {
        return isDoneWithout() ? Set.of() : objects.namespaces();
    }

    @Override
    public boolean isIn(String namespace) {
        return !isDoneWithout() && !objects.in(namespace).isEmpty();
    }

    @Override
    public Plan keep(Membership member) {
        if (noteWhileUnknown != null && isDoneWithout()) {
            return Plan.noting(noteWhileUnknown);
        }
        return switch (desired.apply(member.state(), member.mesh())) {
            case Desired.Waiting<T> waiting -> Plan.waiting(waiting.reason());
            case Desired.Objects<T> wanted -> new Planning(member).plan(wanted);
        };
    }

    @Override
    public Plan release(String namespace) {
        List<Callable<ObjectWrite>> writes = new ArrayList<>();
        if (!isDoneWithout()) {
            objects.in(namespace).values().forEach(object -> writes.add(() -> applier.remove(object, false)));
        }
        return Plan.of(List.of(), writes);
    }

    @Override
    public void close() {
        objects.close();
    }

    private boolean isDoneWithout() {
        return noteWhileUnknown != null && objects.isKindUnknown();
    }

    private final class Planning {

        private final Membership member;
        private final List<Callable<ObjectWrite>> writes = new ArrayList<>();
        private final List<ObjectOutcome> standing = new ArrayList<>();
        private Duration hold = Duration.ZERO;

        Planning(Membership member) {
            this.member = member;
        }

        Plan plan(Desired.Objects<T> wanted) {
            LiveClaims.Verdict verdict = claims.verify(member.state(), member.mesh());
            for (ObjectChange<T> change : applier.changes(objects.in(member.namespace()), wanted)) {
                switch (change) {
                    case ObjectChange.Stands<T> stands -> standing.add(stands.outcome());
                    case ObjectChange.Ensure<T> ensure -> ensure(ensure.live(), ensure.desired(), verdict);
                    case ObjectChange.Remove<T> remove ->
                        remove(remove.live(), member.wasApplied() && !remove.refused());
                }
            }
            return new Plan(standing, writes, hold, "", "", false);
        }

        private void ensure(@Nullable T live, T desiredObject, LiveClaims.Verdict verdict) {
            String name = desiredObject.getMetadata().getName();
            if (verdict instanceof LiveClaims.Verdict.Unconfirmed unconfirmed) {
                stands(name, Result.WAITING, unconfirmed.reason());
            } else if (!held(name, member.wasApplied())) {
                writes.add(() -> applier.ensure(live, desiredObject, member.wasApplied()));
            }
        }

        private void remove(T live, boolean drift) {
            if (!held(live.getMetadata().getName(), drift)) {
                writes.add(() -> applier.remove(live, drift));
            }
        }

        private boolean held(String name, boolean drift) {
            Duration pause = drift ? fights.hold(member.namespace(), objects.kind().name(), name) : Duration.ZERO;
            if (pause.isZero()) {
                return false;
            }
            hold = hold.compareTo(pause) > 0 ? hold : pause;
            stands(name, Result.FAILED, ServiceContext.heldReason());
            return true;
        }

        private void stands(String name, Result result, String reason) {
            standing.add(new ObjectOutcome(objects.kind().name(), name, result, reason));
        }
    }
}
