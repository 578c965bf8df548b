package io.muster.network;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a namespace towards its mesh's network, or out of it: functions of what is there, what was asked
 * for, and the time.
 *
 * <p>
 * The SDN master takes the request off in the update with which it changes the netid, leaves it there on an error, and
 * under another plugin takes it off without acting. So a request that is gone proves nothing, and neither do equal
 * netids while one is pending.
 */
final class PodNetworkSteps {

    /**
     * A NetNamespace as it is found.
     *
     * @param network
     *            what it says; absent if there is none
     * @param attempt
     *            what was asked for, after {@link Attempt#seen}
     */
    record Found(String namespace, @Nullable PodNetwork network, @Nullable Attempt attempt) {}

    private PodNetworkSteps() {}

    /**
     * For a member of a mesh.
     *
     * @param cpNamespace
     *            its control-plane namespace
     * @param target
     *            that namespace's own network; absent if it has none
     */
    static Step towards(Found member, String cpNamespace, @Nullable PodNetwork target, Instant now,
            Patience patience) {
        PodNetwork own = member.network;
        if (own == null || own.netid() == null) {
            return new Step.Wait(missing(member.namespace));
        }
        if (target == null || target.netid() == null) {
            return new Step.Wait(missing(cpNamespace));
        }
        long netid = target.netid();
        String join = NetNamespace.JOIN + cpNamespace;
        if (target.isGlobal()) {
            // Joined to it, the member would be global too, and would stay so when it leaves.
            return join.equals(own.pending()) ? new Step.Withdraw() : new Step.Settled();
        }
        if (own.isGlobal()) {
            return new Step.Conflict(("it is in the global network, where everybody reaches it: isolate it if it is to"
                    + " be a member (annotation %s: %s), or take it off the roll").formatted(NetNamespace.CHANGE,
                            NetNamespace.ISOLATE));
        }
        boolean isMarked = own.isMarkedAs(cpNamespace, netid);
        if (own.pending() == null && own.netid() == netid) {
            return isMarked ? new Step.Settled() : new Step.Mark(cpNamespace, netid);
        }
        if (join.equals(own.pending())) {
            // The mesh got another netid while this was pending: what the SDN will join it to is the present one.
            return isMarked ? unanswered(member, now, patience) : new Step.Mark(cpNamespace, netid);
        }
        return own.pending() == null
                ? again(member, join, new Step.Join(cpNamespace, netid), now, patience)
                : new Step.Join(cpNamespace, netid);
    }

    /** Who else has a namespace's netid. */
    enum Company {
        NOBODY,
        /** Namespaces that have nothing to do with any mesh. */
        OTHERS,
        /** A control-plane namespace, or one that Muster joined to it. */
        MESH;

        /**
         * Looks who has.
         *
         * @param all
         *            at least all with its netid, itself included or not
         * @param isControlPlane
         *            whether a namespace is a mesh's control-plane namespace
         */
        static Company of(PodNetwork own, Stream<PodNetwork> all, Predicate<String> isControlPlane) {
            Company company = NOBODY;
            for (PodNetwork other : (Iterable<PodNetwork>) all::iterator) {
                if (!other.namespace().equals(own.namespace()) && Objects.equals(other.netid(), own.netid())) {
                    if (other.isMarked() || other.namespace().equals(own.mesh())
                            || isControlPlane.test(other.namespace())) {
                        return MESH;
                    }
                    company = OTHERS;
                }
            }
            return company;
        }
    }

    /**
     * For a namespace that no mesh holds, or of a cluster whose network is of another kind now.
     *
     * @param company
     *            who else has its netid
     * @param sdnActs
     *            whether the cluster's network is one whose SDN master carries out requests
     */
    static Step apart(Found former, Company company, boolean sdnActs, Instant now, Patience patience) {
        PodNetwork own = former.network;
        if (own == null || !own.isMarked()) {
            return new Step.Settled();
        }
        String pending = own.pending();
        boolean joins = pending != null && pending.equals(NetNamespace.JOIN + own.mesh());
        if (own.isGlobal()) {
            return new Step.Unmark(joins);
        }
        if (joins) {
            return new Step.Isolate();
        }
        if (pending != null) {
            Step.Pause pause = unanswered(former, now, patience);
            return !sdnActs && pause.failed() ? new Step.Unmark(pending.equals(NetNamespace.ISOLATE)) : pause;
        }
        Attempt attempt = former.attempt;
        boolean wasAsked = attempt != null && attempt.change().equals(NetNamespace.ISOLATE);
        if (!isJoined(own, company) || (wasAsked && (company == Company.NOBODY || !sdnActs))) {
            return new Step.Unmark(false);
        }
        return again(former, NetNamespace.ISOLATE, new Step.Isolate(), now, patience);
    }

    /**
     * Whether it is still in the network that Muster joined it to; or in that of any mesh, as one that moved and was
     * never carried over by the SDN is, or one whose mesh got another netid while the join was pending.
     */
    private static boolean isJoined(PodNetwork own, Company company) {
        if (own.netid() == null) {
            return false;
        }
        return switch (company) {
            case MESH -> true;
            case OTHERS -> own.joinedNetid() == null || own.joinedNetid().equals(String.valueOf(own.netid()));
            case NOBODY -> String.valueOf(own.netid()).equals(own.joinedNetid());
        };
    }

    /** A request is pending: only the SDN can go on. */
    private static Step.Pause unanswered(Found found, Instant now, Patience patience) {
        Attempt attempt = Objects.requireNonNull(found.attempt, "a pending request has been seen");
        Duration left = Duration.between(now, attempt.at().plus(patience.answer()));
        if (!left.isPositive()) {
            return new Step.Pause(("waiting for the SDN: it has not answered %s on NetNamespace %s; look whether its"
                    + " master runs, and what it logs").formatted(attempt.change(), found.namespace), true,
                    patience.longestPause());
        }
        if (attempt.tries() >= patience.tries()) {
            return new Step.Pause(takenAway(found.namespace, attempt.change()), true, left);
        }
        return new Step.Pause("the SDN has been asked for %s on NetNamespace %s and has not answered yet"
                .formatted(attempt.change(), found.namespace), false, left);
    }

    /** Nothing is pending, and it is not where it should be: ask, but not as fast as one can if that has been tried. */
    private static Step again(Found found, String change, Step request, Instant now, Patience patience) {
        Attempt attempt = found.attempt;
        if (attempt == null || !attempt.change().equals(change)) {
            return request;
        }
        Duration left = Duration.between(now, attempt.at().plus(attempt.pause(patience.longestPause())));
        return left.isPositive()
                ? new Step.Pause(takenAway(found.namespace, change), attempt.tries() >= patience.tries(), left)
                : request;
    }

    private static String takenAway(String namespace, String change) {
        return ("the request %s was taken off NetNamespace %s without being carried out, or was undone since: it is made"
                + " again at ever longer intervals; look at the SDN's plugin and its master's log").formatted(change,
                        namespace);
    }

    private static String missing(String namespace) {
        return ("namespace %s has no NetNamespace with a netid yet: the SDN makes one with the namespace; if it does not,"
                + " look whether its master runs").formatted(namespace);
    }
}
