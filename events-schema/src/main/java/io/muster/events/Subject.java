package io.muster.events;

import org.jspecify.annotations.Nullable;

/** Whom a binding grants its role to. */
public record Subject(String kind, @Nullable String apiGroup, String name, @Nullable String namespace) {}
