package io.muster.runtime;

import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Topics;
import org.jspecify.annotations.Nullable;

/** What the tables and the cluster together say about a namespace. */
sealed interface Situation {

    /** Nothing that could be acted on; with the reason. */
    record Unknown(String reason) implements Situation {}

    /** No record speaks of it, and in the cluster a mesh claims it, or may. */
    record Unmentioned() implements Situation {}

    /** No mesh has it; the event that said so, if one did. */
    record NotMember(@Nullable Event left) implements Situation {}

    /** A mesh has it. */
    record Member(MemberState member, Event event, MeshState mesh) implements Situation {}

    /** Looks. */
    static Situation of(String namespace, StateTables tables, Topics topics, LiveClaims claims) {
        return switch (tables.entry(topics.members(), namespace)) {
            // A key that was never mentioned may have been lost with its partition: a claim in the cluster outweighs
            // it.
            case null -> claims.isClaimed(namespace) ? new Unmentioned() : new NotMember(null);
            case Entry.Unreadable unreadable -> new Unknown(unreadable.reason());
            case Entry.Ended ended -> new NotMember(ended.event());
            case Entry.Live live -> {
                MemberState member = live.event().member();
                yield member == null
                        ? new Unknown(
                                "the members topic holds another kind of event: " + live.event().type().typeName())
                        : member(live.event(), member, tables, topics, claims);
            }
        };
    }

    private static Situation member(Event event, MemberState member, StateTables tables, Topics topics,
            LiveClaims claims) {
        MeshState mesh = tables.entry(topics.meshes(), member.mesh()) instanceof Entry.Live live
                ? live.event().mesh()
                : null;
        if (mesh == null) {
            return new Unknown("its mesh " + member.mesh() + " has no readable record");
        }
        LiveClaims.NamespaceFacts facts = claims.namespace(member.namespace());
        if (facts == null || facts.terminating() || !facts.uid().equals(member.uid())) {
            return new Unknown("the namespace is gone, going, or was made anew, and the watcher has not said so yet");
        }
        return new Member(member, event, mesh);
    }
}
