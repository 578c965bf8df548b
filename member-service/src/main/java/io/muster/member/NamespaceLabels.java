package io.muster.member;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Gauge;
import io.muster.events.Concern;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.Holding;
import io.muster.runtime.LiveClaims;
import io.muster.runtime.LogKeys;
import io.muster.runtime.Membership;
import io.muster.runtime.ObjectWrite;
import io.muster.runtime.Plan;
import io.muster.runtime.ServiceContext;
import io.muster.runtime.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The member-of label of Namespaces: set last, when everything else is there, and taken away first.
 */
final class NamespaceLabels implements Holding {

    private static final Logger LOG = LoggerFactory.getLogger(NamespaceLabels.class);
    private static final String KIND = "Namespace";
    private static final int TRIES = 3;

    private final ServiceContext context;
    private final Namespaces namespaces;
    private final Records records;
    private final MeshObjects objects;
    private final ClusterWrites cluster;
    private final boolean removesStrays;
    private final Set<String> strays = ConcurrentHashMap.newKeySet();

    /**
     * @param removesStrays
     *            whether the label is taken from a namespace that no mesh holds and Muster did not label; else that is
     *            only reported
     */
    NamespaceLabels(ServiceContext context, Namespaces namespaces, Records records, MeshObjects objects,
            ClusterWrites cluster, boolean removesStrays) {
        this.context = context;
        this.namespaces = namespaces;
        this.records = records;
        this.objects = objects;
        this.cluster = cluster;
        this.removesStrays = removesStrays;
        Gauge.builder("muster.stray.labels", strays, Set::size)
                .description("namespaces labelled as members that no mesh holds, reported and left as they are")
                .register(context.registry());
    }

    @Override
    public Optional<String> problem() {
        return context.claims().problem();
    }

    @Override
    public Set<String> namespaces() {
        return namespaces.labelled().map(Namespaces.Facts::name).collect(Collectors.toSet());
    }

    @Override
    public Plan keep(Membership member) {
        String namespace = member.namespace();
        strays.remove(namespace);
        Namespaces.Facts live = namespaces.get(namespace);
        if (live == null || !live.uid().equals(member.state().uid()) || live.terminating()) {
            return Plan
                    .waiting("namespace %s is not the one that joined, as far as has been seen".formatted(namespace));
        }
        Gate gate = records.gate(member.event(), member.mesh(), namespace);
        Before before = before(member);
        LabelDecision decision = LabelDecision.of(live.memberOf(), member.mesh().namespace(), gate.isOpen(),
                before != Before.NOTHING);
        if (decision.adds()
                && context.claims().verify(member.state(),
                        member.mesh()) instanceof LiveClaims.Verdict.Unconfirmed no) {
            return Plan.of(List.of(stands(namespace, Result.WAITING, no.reason())), List.of());
        }
        return switch (decision) {
            case KEEP -> Plan.of(List.of(stands(namespace, Result.PRESENT, "")), List.of());
            case WAIT -> Plan.untilWoken(stands(namespace, Result.WAITING, gate.reason()));
            case REMOVE -> Plan.of(List.of(stands(namespace, Result.WAITING, gate.reason())),
                    List.of(() -> write(live, null, false)));
            case SET -> Plan.of(List.of(), List.of(() -> write(live, member.mesh().namespace(), false)));
            case RESTORE -> restore(live, member.mesh().namespace(), before == Before.LABELLED);
        };
    }

    @Override
    public Plan release(String namespace) {
        Namespaces.Facts live = namespaces.get(namespace);
        if (live == null || live.memberOf() == null || namespace.equals(live.memberOf())
                || !objects.controlPlanes(namespace).isEmpty()) {
            // A mesh's own namespace is for the mesh's own desk.
            strays.remove(namespace);
            return Plan.nothing();
        }
        if (!removesStrays && records.outcome(Concern.MEMBER, namespace) == null) {
            if (strays.add(namespace)) {
                LOG.atWarn().addKeyValue(LogKeys.NAMESPACE, namespace).addKeyValue(LogKeys.MESH, live.memberOf())
                        .log("labelled as a member, and no mesh holds it: take the label {} off, or set"
                                + " MUSTER_MEMBER_STRAY_LABELS=remove", MeshKeys.MEMBER_OF);
            }
            return Plan.nothing();
        }
        return Plan.of(List.of(), List.of(() -> write(live, null, false)));
    }

    @Override
    public void close() {
        namespaces.close();
    }

    private Plan restore(Namespaces.Facts live, String mesh, boolean drift) {
        Duration hold = context.hold(live.name(), KIND, live.name());
        if (!hold.isZero()) {
            return Plan.held(KIND, live.name(), hold);
        }
        return Plan.of(List.of(), List.of(() -> write(live, mesh, drift)));
    }

    /** What became of a namespace's label before, for the present member event. */
    private enum Before {
        NOTHING,
        /** The gate was open, and the label could not be written. */
        LET_THROUGH,
        /** It was there. */
        LABELLED
    }

    private Before before(Membership member) {
        Outcome last = records.outcome(Concern.MEMBER, member.namespace());
        if (member.wasApplied()) {
            return Before.LABELLED;
        }
        if (last == null || !member.event().id().equals(last.event())) {
            return Before.NOTHING;
        }
        return switch (last.state()) {
            case APPLIED -> Before.LABELLED;
            case FAILED -> last.objects().stream().anyMatch(object -> object.result() == Result.WAITING)
                    ? Before.NOTHING
                    : last.reason().contains(ServiceContext.heldReason()) ? Before.LABELLED : Before.LET_THROUGH;
            case WAITING, CONFLICT -> Before.NOTHING;
        };
    }

    private ObjectWrite write(Namespaces.Facts live, @Nullable String mesh, boolean drift)
            throws InterruptedException {
        Writes.Attempt attempt = context.writes().attempt(KIND, live.name(), live.name());
        return attempt.run(() -> write(attempt, live, mesh, drift));
    }

    private ObjectWrite write(Writes.Attempt attempt, Namespaces.Facts seen, @Nullable String mesh, boolean drift)
            throws Exception {
        Namespaces.Facts live = seen;
        SortedMap<String, @Nullable String> label = new TreeMap<>();
        label.put(MeshKeys.MEMBER_OF, mesh);
        for (int tries = TRIES; tries > 0; tries--) {
            Namespaces.Facts target = live;
            try {
                namespaces.saw(attempt.write("patch", () -> cluster.patch(target, label)));
                return done(attempt, seen, mesh, drift);
            } catch (KubernetesClientException e) {
                if (e.getCode() == 404) {
                    return attempt.gone(null);
                }
                if (e.getCode() != 409) {
                    throw e;
                }
            }
            Namespace now = cluster.read(live.name());
            if (now == null || !now.getMetadata().getUid().equals(live.uid())) {
                return attempt.gone(null);
            }
            namespaces.saw(now);
            live = namespaces.facts(now);
            if (mesh == null ? live.memberOf() == null : mesh.equals(live.memberOf())) {
                return done(attempt, seen, mesh, drift);
            }
        }
        return attempt.passing("it changes faster than it can be labelled");
    }

    private ObjectWrite done(Writes.Attempt attempt, Namespaces.Facts before, @Nullable String mesh, boolean drift) {
        if (mesh == null) {
            return attempt.gone(null);
        }
        String editor = namespaces.takeEditor(before.name());
        return attempt.present(drift && attempt.hasWritten()
                ? new Repair(KIND, before.name(), "label %s %s".formatted(MeshKeys.MEMBER_OF,
                        before.memberOf() == null ? "taken off" : "changed to " + before.memberOf()), editor)
                : null);
    }

    private static ObjectOutcome stands(String namespace, Result result, String reason) {
        return new ObjectOutcome(KIND, namespace, result, reason);
    }
}
