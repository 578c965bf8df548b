package io.muster.events;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The facts there are: what happened, where the payload is the full state after it. */
public enum EventType {
    /** A mesh took hold of a namespace that none held. */
    MEMBER_JOINED("io.muster.member.joined", Family.MEMBER),
    /** The same mesh holds the namespace, by another claim or under another uid. */
    MEMBER_CHANGED("io.muster.member.changed", Family.MEMBER),
    /** Another mesh took the namespace over. */
    MEMBER_MOVED("io.muster.member.moved", Family.MEMBER),
    /** No mesh holds the namespace any more. */
    MEMBER_LEFT("io.muster.member.left", Family.MEMBER),
    /** A namespace has a control plane. */
    MESH_APPEARED("io.muster.mesh.appeared", Family.MESH),
    /** What members get from a mesh changed, or what is wrong with it. */
    MESH_CHANGED("io.muster.mesh.changed", Family.MESH),
    /** A namespace has no control plane any more. */
    MESH_GONE("io.muster.mesh.gone", Family.MESH),
    /** Everything published before it is the whole picture. */
    CENSUS("io.muster.census", Family.CENSUS),
    /** What a member needs of a concern is there. */
    CONCERN_APPLIED("io.muster.concern.applied", Family.CONCERN),
    /** It is there again, after somebody changed or deleted it. */
    CONCERN_REPAIRED("io.muster.concern.repaired", Family.CONCERN),
    /** Something outside has to happen first. */
    CONCERN_WAITING("io.muster.concern.waiting", Family.CONCERN),
    /** The cluster refused a write; it is tried again. */
    CONCERN_FAILED("io.muster.concern.failed", Family.CONCERN),
    /** An object of somebody else's is in the way. */
    CONCERN_CONFLICTED("io.muster.concern.conflicted", Family.CONCERN),
    /** Nothing of a concern is left in a namespace that is no member any more. */
    CONCERN_RELEASED("io.muster.concern.released", Family.CONCERN),
    /** A person lets held-back removals go ahead. */
    REQUEST_CONFIRM("io.muster.request.confirm", Family.REQUEST),
    /** A person wants the cluster compared with what is desired. */
    REQUEST_RECONVERGE("io.muster.request.reconverge", Family.REQUEST),
    /** A person wants a dead letter read again. */
    REQUEST_RETRY("io.muster.request.retry", Family.REQUEST);

    /** Types that carry the same kind of payload. */
    public enum Family {
        /** Who is a member, and of which mesh. */
        MEMBER("member-state", MemberState.class),
        /** What a mesh is and gives to its members. */
        MESH("mesh-state", MeshState.class),
        /** How much there is to read. */
        CENSUS("census", Census.class),
        /** What a service made of a namespace. */
        CONCERN("outcome", Outcome.class),
        /** What a person asks for. */
        REQUEST("request", Request.class);

        private final String schemaName;
        private final Class<? extends Payload> payload;

        Family(String schemaName, Class<? extends Payload> payload) {
            this.schemaName = schemaName;
            this.payload = payload;
        }

        /** The Java type of the payload. */
        public Class<? extends Payload> payload() {
            return payload;
        }

        /** Name of the JSON Schema's resource: {@code /schemas/<name>.v1.json}. */
        public String schemaName() {
            return schemaName;
        }
    }

    private static final Map<String, EventType> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(EventType::typeName, Function.identity()));

    private final String base;
    private final Family family;

    EventType(String base, Family family) {
        this.base = base;
        this.family = family;
    }

    /** The CloudEvents {@code type} attribute: the base name and the contract's major version. */
    public String typeName() {
        return base + ".v1";
    }

    /** The type's name without its version. */
    public String base() {
        return base;
    }

    public Family family() {
        return family;
    }

    /** The CloudEvents {@code dataschema} attribute. */
    public URI schema() {
        return URI.create("https://muster.io/schemas/" + family.schemaName + ".v1.json");
    }

    /** Whether this fact ends its key: on a state topic it is the tombstone, on the log it carries the last state. */
    public boolean endsKey() {
        return switch (this) {
            case MEMBER_LEFT, MESH_GONE, CONCERN_RELEASED -> true;
            case MEMBER_JOINED, MEMBER_CHANGED, MEMBER_MOVED, MESH_APPEARED, MESH_CHANGED, CENSUS, CONCERN_APPLIED,
                    CONCERN_REPAIRED, CONCERN_WAITING, CONCERN_FAILED, CONCERN_CONFLICTED, REQUEST_CONFIRM,
                    REQUEST_RECONVERGE, REQUEST_RETRY ->
                false;
        };
    }

    /** The type of that name and version, if this version of the contract knows it. */
    public static Optional<EventType> of(String typeName) {
        return Optional.ofNullable(BY_NAME.get(typeName));
    }
}
