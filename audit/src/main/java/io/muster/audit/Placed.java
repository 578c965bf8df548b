package io.muster.audit;

import io.muster.events.Claim;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a namespace was at a time.
 *
 * @param namespace
 *            the namespace
 * @param mesh
 *            the mesh that held it; absent if none did
 * @param claim
 *            by what right; absent where the log does not hold it any more
 * @param since
 *            since when; absent likewise
 * @param isCertain
 *            whether the chain of events proves it; if not, the note says what is missing
 * @param note
 *            how it is known, where no event before that time says it; empty otherwise
 */
public record Placed(
        String namespace,
        @Nullable String mesh,
        @Nullable Claim claim,
        @Nullable Instant since,
        boolean isCertain,
        String note) {}
