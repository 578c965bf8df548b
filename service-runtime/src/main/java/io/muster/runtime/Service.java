package io.muster.runtime;

/** A started service. The same object runs in a process of its own, in a pod, and inside {@code muster up}. */
public interface Service extends AutoCloseable {

    /** Its name, for example {@code rbac-service}. */
    String name();

    /** Where it stands. */
    Health health();

    /** Port of {@code /livez}, {@code /readyz} and {@code /metrics}. */
    int httpPort();

    /** Completes exceptionally, with a {@link StartFailure}, when the service must not go on; otherwise never. */
    java.util.concurrent.CompletableFuture<Void> failure();

    /** Stops: writes under way are finished, within a bound; nothing new is begun. */
    @Override
    void close();
}
