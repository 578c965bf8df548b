package io.muster.runtime;

import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Written;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one object of a namespace.
 *
 * @param standing
 *            where the object stands; empty when it is gone as it should be
 * @param written
 *            the writes that were made
 * @param repair
 *            drift that was undone
 * @param transientFailure
 *            whether trying again in a moment may well succeed, so that nobody needs to be told yet
 */
public record ObjectWrite(
        Optional<ObjectOutcome> standing, List<Written> written, @Nullable Repair repair, boolean transientFailure) {

    public ObjectWrite {
        written = List.copyOf(written);
    }
}
