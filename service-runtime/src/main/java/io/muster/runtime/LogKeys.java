package io.muster.runtime;

/** Keys of what log lines carry. */
public final class LogKeys {

    public static final String NAMESPACE = "namespace";
    public static final String MESH = "mesh";
    public static final String EVENT = "event";
    public static final String OBJECT = "object";
    public static final String REASON = "reason";

    private LogKeys() {}
}
