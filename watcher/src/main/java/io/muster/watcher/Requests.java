package io.muster.watcher;

import io.muster.events.MemberState;
import io.muster.events.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people have asked for and is not done yet. A request counts as dealt with only when what it led to is published;
 * until then it is read again by whoever leads next.
 */
final class Requests {

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    /** A confirmation older than that was meant for something else. */
    private static final Duration CONFIRMATION_AGE = Duration.ofMinutes(10);

    private final Queue<Message.Asked> waiting = new ArrayDeque<>();
    private final List<Message.Asked> inHand = new ArrayList<>();

    /**
     * What is wanted.
     *
     * @param confirmations
     *            of removals that are held back
     * @param comparison
     *            topics and cluster are to be compared now
     */
    record Wanted(List<Request> confirmations, boolean comparison) {

        /** Whether a person spoke of the removal of this member: of its own, of its mesh's, or of all. */
        boolean confirms(MemberState member) {
            return confirmations.stream()
                    .anyMatch(request -> (request.mesh() == null || request.mesh().equals(member.mesh()))
                            && (request.namespace() == null || request.namespace().equals(member.namespace())));
        }
    }

    void add(Message.Asked request) {
        waiting.add(request);
    }

    /** Takes all requests in hand. */
    Wanted take(Instant now) {
        List<Request> confirmations = new ArrayList<>();
        boolean comparison = false;
        for (Message.Asked next = waiting.poll(); next != null; next = waiting.poll()) {
            inHand.add(next);
            Request request = next.request();
            switch (request.action()) {
                case CONFIRM -> {
                    if (isFresh(request, now)) {
                        confirmations.add(request);
                    }
                }
                case RECONVERGE -> comparison |= request.concern() == null;
                // What could not be read is said anew from the cluster; the old record is never written again.
                case RETRY -> comparison = true;
            }
        }
        return new Wanted(List.copyOf(confirmations), comparison);
    }

    private static boolean isFresh(Request request, Instant now) {
        boolean fresh = request.observed().isAfter(now.minus(CONFIRMATION_AGE));
        LOG.atInfo().addKeyValue("by", request.by()).addKeyValue("asked", request.observed())
                .addKeyValue("mesh", request.mesh()).addKeyValue("namespace", request.namespace()).log(fresh
                        ? "the removals held back are confirmed"
                        : "a confirmation this old confirms nothing: ask again if it is still meant");
        return fresh;
    }

    /** What the requests in hand led to is published. */
    void done() {
        inHand.forEach(request -> request.handled().run());
        inHand.clear();
    }

    /** What the requests in hand led to may not have been published: they come again. */
    void undone() {
        inHand.forEach(waiting::add);
        inHand.clear();
    }

    /** Another replica deals with them. */
    void forget() {
        waiting.clear();
        inHand.clear();
    }
}
