package io.muster.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Closes every full publication: whoever has read it, and every partition up to its end as of then, has the whole
 * picture. It travels on the meshes topic under {@link #KEY}, which no namespace can be named.
 *
 * @param clusterId
 *            the cluster whose picture it closes
 * @param epoch
 *            the leader that published it
 * @param members
 *            how many members there are
 * @param meshes
 *            how many meshes there are
 * @param observed
 *            when, in milliseconds
 */
public record Census(String clusterId, long epoch, int members, int meshes, Instant observed) implements Payload {

    public Census {
        observed = observed.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The record key of the census. */
    public static final String KEY = "*census";
}
