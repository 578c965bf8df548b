package io.muster.events;

/** The role that a binding grants. */
public record RoleRef(String apiGroup, String kind, String name) {}
