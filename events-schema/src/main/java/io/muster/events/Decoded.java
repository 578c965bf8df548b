package io.muster.events;

/** What became of a record: reading never throws. */
public sealed interface Decoded {

    /** A fact of this version of the contract. */
    record Known(Event event) implements Decoded {}

    /** A CloudEvent of a type that the contract does not have: to be ignored and counted. */
    record UnknownType(String type) implements Decoded {}

    /** A fact that the contract has, in a major version that this reader does not know: its key is unknown. */
    record UnknownVersion(String type) implements Decoded {}

    /** No event at all, or one that breaks the contract: its key is unknown. */
    record Unreadable(String reason) implements Decoded {}
}
