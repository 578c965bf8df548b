package io.muster.network;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.events.NetworkMode;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.network.PodNetworkSteps.Company;
import io.muster.network.PodNetworkSteps.Found;
import io.muster.runtime.Entry;
import io.muster.runtime.Holding;
import io.muster.runtime.LiveClaims;
import io.muster.runtime.Membership;
import io.muster.runtime.ObjectWrite;
import io.muster.runtime.Plan;
import io.muster.runtime.ServiceContext;
import io.muster.runtime.Writes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Members are in one network with their control plane: each member's NetNamespace is joined to that of the
 * control-plane namespace by asking the SDN, whose answer comes through the watch. Nothing waits for it.
 */
final class MultitenantMode implements Holding {

    private final ServiceContext context;
    private final Patience patience;
    private final NetNamespaces netNamespaces;
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, ScheduledFuture<?>> looks = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /** Starts watching; returns at once. */
    MultitenantMode(ServiceContext context, Patience patience) {
        this.context = context;
        this.patience = patience;
        this.timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("muster-sdn-patience").factory());
        timer.setRemoveOnCancelPolicy(true);
        this.netNamespaces = new NetNamespaces(context.client(), context.fieldManager(), context.clock(),
                new NetNamespaces.Listener() {
                    @Override
                    public void changed(@Nullable PodNetwork before, @Nullable PodNetwork after) {
                        wake(before, after);
                    }

                    @Override
                    public void kindChanged() {
                        context.wake().all();
                    }
                });
        context.regularly(netNamespaces::renewIfBroken);
    }

    @Override
    public Optional<String> problem() {
        return netNamespaces.problem();
    }

    @Override
    public Set<String> namespaces() {
        return netNamespaces.marked();
    }

    @Override
    public Plan keep(Membership member) {
        if (netNamespaces.isKindUnknown()) {
            return Plan.waiting("the cluster's network is OpenShift SDN's multitenant plugin, but the cluster does not"
                    + " know the kind NetNamespace: look at the SDN's installation");
        }
        String mesh = member.mesh().namespace();
        return new Planning(member.namespace(), member,
                found -> PodNetworkSteps.towards(found, mesh, network(mesh), context.clock().instant(), patience))
                .plan();
    }

    @Override
    public Plan release(String namespace) {
        return netNamespaces.isKindUnknown()
                ? Plan.nothing()
                : new Planning(namespace, null, found -> PodNetworkSteps.apart(found, company(found.network()),
                        sdnActs(), context.clock().instant(), patience)).plan();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        netNamespaces.close();
    }

    /** What is to be done about one NetNamespace, from a look at it. */
    private final class Planning {

        private final String namespace;
        private final @Nullable Membership member;
        private final Function<Found, Step> goal;

        Planning(String namespace, @Nullable Membership member, Function<Found, Step> goal) {
            this.namespace = namespace;
            this.member = member;
            this.goal = goal;
        }

        Plan plan() {
            NetNamespaces.Versioned there = netNamespaces.get(namespace);
            Step step = goal.apply(found(there));
            Optional<ObjectOutcome> standing = standing(step);
            if (standing.isPresent() || there == null || step instanceof Step.Settled) {
                return Plan.of(standing.stream().toList(), List.of());
            }
            if (member != null && context.claims()
                    .verify(member.state(), member.mesh()) instanceof LiveClaims.Verdict.Unconfirmed unconfirmed) {
                return Plan.of(List.of(outcome(Result.WAITING, unconfirmed.reason())), List.of());
            }
            boolean isDrift = member != null && member.wasApplied();
            Duration hold = isDrift ? context.hold(namespace, NetNamespace.KIND, namespace) : Duration.ZERO;
            if (!hold.isZero()) {
                return Plan.held(NetNamespace.KIND, namespace, hold);
            }
            return Plan.of(List.of(), List.of(write(there, step, isDrift)));
        }

        /** Where it stands if nothing is to be written; empty if something is, or if there is nothing to say. */
        private Optional<ObjectOutcome> standing(Step step) {
            return switch (step) {
                case Step.Settled _ -> member == null
                        ? Optional.empty()
                        : Optional.of(outcome(Result.PRESENT, ""));
                case Step.Wait wait -> Optional.of(outcome(Result.WAITING, wait.reason()));
                case Step.Conflict conflict -> Optional.of(outcome(Result.CONFLICT, conflict.reason()));
                case Step.Pause pause -> {
                    lookAgain(namespace, pause.again());
                    yield Optional.of(outcome(pause.failed() ? Result.FAILED : Result.WAITING, pause.reason()));
                }
                case Step.Mark _,Step.Join _,Step.Withdraw _,Step.Isolate _,Step.Unmark _ -> Optional.empty();
            };
        }

        private Callable<ObjectWrite> write(NetNamespaces.Versioned there, Step step, boolean isDrift) {
            return () -> {
                Writes.Attempt writing = context.writes().attempt(NetNamespace.KIND, null, namespace);
                ObjectWrite done = writing.run(() -> {
                    PodNetwork wanted = wanted(there.network(), step);
                    NetNamespaces.Versioned written;
                    try {
                        written = writing.write("patch", () -> netNamespaces.write(there, wanted));
                    } catch (KubernetesClientException e) {
                        if (e.getCode() == 409 || e.getCode() == 404) {
                            return writing.passing("it has changed meanwhile");
                        }
                        throw e;
                    }
                    String asked = wanted.pending();
                    if (asked != null && (step instanceof Step.Join || step instanceof Step.Isolate)) {
                        attempts.compute(namespace,
                                (_, before) -> Attempt.asked(before, asked, context.clock().instant()));
                    }
                    return after(writing, goal.apply(found(written)));
                });
                return isDrift && !done.written().isEmpty()
                        ? new ObjectWrite(done.standing(), done.written(), repair(step), done.transientFailure())
                        : done;
            };
        }

        /** What has been written is looked at like anything else that is found. */
        private ObjectWrite after(Writes.Attempt writing, Step next) {
            if (next instanceof Step.Settled) {
                return member == null ? writing.gone(null) : writing.present(null);
            }
            return standing(next).map(standing -> writing.stands(standing.result(), standing.reason()))
                    .orElseGet(() -> writing.passing("there is more to do"));
        }

        private Repair repair(Step step) {
            String change = step instanceof Step.Mark ? "our mark" : "netid, or a request to change it";
            return new Repair(NetNamespace.KIND, namespace, change, netNamespaces.takeEditor(namespace));
        }

        private Found found(NetNamespaces.@Nullable Versioned there) {
            PodNetwork network = there == null ? null : there.network();
            Attempt attempt = attempts.compute(namespace, (_, before) -> Attempt.seen(before,
                    network == null ? null : network.pending(), context.clock().instant()));
            return new Found(namespace, network, attempt);
        }

        private ObjectOutcome outcome(Result result, String reason) {
            return new ObjectOutcome(NetNamespace.KIND, namespace, result, reason);
        }
    }

    /** What a NetNamespace says after a step. */
    private static PodNetwork wanted(PodNetwork from, Step step) {
        return switch (step) {
            case Step.Mark mark -> from.markedAs(mark.mesh(), mark.netid());
            case Step.Join join -> from.markedAs(join.mesh(), join.netid()).asking(NetNamespace.JOIN + join.mesh());
            case Step.Withdraw _ -> from.asking(null);
            case Step.Isolate _ -> from.asking(NetNamespace.ISOLATE);
            case Step.Unmark unmark -> unmark.withdraw() ? from.unmarked().asking(null) : from.unmarked();
            case Step.Settled _,Step.Wait _,Step.Pause _,Step.Conflict _ -> from;
        };
    }

    private @Nullable PodNetwork network(String namespace) {
        NetNamespaces.Versioned there = netNamespaces.get(namespace);
        return there == null ? null : there.network();
    }

    private Company company(@Nullable PodNetwork network) {
        return network == null || !network.isMarked() || network.pending() != null
                ? Company.NOBODY
                : Company.of(network, netNamespaces.sharing(network), this::isControlPlane);
    }

    private boolean isControlPlane(String namespace) {
        return context.tables().entry(context.topics().meshes(), namespace) instanceof Entry.Live;
    }

    private boolean sdnActs() {
        Set<NetworkMode> modes = EnumSet.noneOf(NetworkMode.class);
        context.tables().forEachLive(context.topics().meshes(), (_, event) -> {
            if (event.mesh() != null) {
                modes.add(Objects.requireNonNull(event.mesh()).networkMode());
            }
        });
        return sdnActs(modes.stream());
    }

    /**
     * Whether an SDN master carries out requests: under another plugin nobody does.
     *
     * @param ofMeshes
     *            what the meshes' records say of the cluster's network
     */
    static boolean sdnActs(Stream<NetworkMode> ofMeshes) {
        Set<NetworkMode> modes = ofMeshes.collect(Collectors.toSet());
        return modes.isEmpty() || modes.contains(NetworkMode.MULTITENANT) || modes.contains(NetworkMode.UNSUPPORTED);
    }

    private void wake(@Nullable PodNetwork before, @Nullable PodNetwork after) {
        PodNetwork network = Objects.requireNonNull(after == null ? before : after);
        String namespace = network.namespace();
        boolean wasOrIsMarked = (before != null && before.isMarked()) || (after != null && after.isMarked());
        if (wasOrIsMarked
                || context.tables().entry(context.topics().members(), namespace) instanceof Entry.Live) {
            context.wake().namespace(namespace);
        }
        boolean sameNetid = before != null && after != null && Objects.equals(before.netid(), after.netid());
        if (!sameNetid && isControlPlane(namespace)) {
            context.wake().mesh(namespace);
        }
    }

    private void lookAgain(String namespace, Duration after) {
        looks.compute(namespace, (_, before) -> {
            if (before != null) {
                before.cancel(false);
            }
            return timer.schedule(() -> {
                looks.remove(namespace);
                context.wake().namespace(namespace);
            }, Math.max(after.toMillis(), 1), TimeUnit.MILLISECONDS);
        });
    }
}
