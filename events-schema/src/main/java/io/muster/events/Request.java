package io.muster.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks of the services.
 *
 * @param action
 *            what to do
 * @param concern
 *            only this concern; absent: all
 * @param namespace
 *            only this namespace; absent: all
 * @param mesh
 *            only this mesh; absent: all
 * @param record
 *            for {@link Action#RETRY}: the dead letter, as topic/partition/offset
 * @param by
 *            who asks
 * @param observed
 *            when, in milliseconds
 */
public record Request(
        Action action,
        @Nullable Concern concern,
        @Nullable String namespace,
        @Nullable String mesh,
        @Nullable String record,
        String by,
        Instant observed) implements Payload {

    public Request {
        observed = observed.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What can be asked for. */
    public enum Action {
        /** Release the removals that the watcher holds back. */
        CONFIRM,
        /** Compare the cluster with what is desired, now. */
        RECONVERGE,
        /** Read a dead letter again. */
        RETRY
    }
}
