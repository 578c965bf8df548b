package io.muster.events;

/** What an event carries. Each kind of payload has one JSON Schema, named by {@link EventType#schema()}. */
public sealed interface Payload permits MemberState, MeshState, Census, Outcome, Request {}
