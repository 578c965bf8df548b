package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.muster.events.Outcome.ObjectOutcome;
import java.util.List;

/** What a concern wants in a member namespace. */
public sealed interface Desired<T extends HasMetadata> {

    /**
     * These objects, and none else of the concern's kind that is ours.
     *
     * @param wanted
     *            what shall be there
     * @param refused
     *            what a source asks for and must not be there, with the reason
     * @param unconfirmed
     *            what is neither added nor taken away until the cluster bears it out, with the reason
     */
    record Objects<T extends HasMetadata>(List<T> wanted, List<ObjectOutcome> refused, List<ObjectOutcome> unconfirmed)
            implements
                Desired<T> {

        public Objects {
            wanted = List.copyOf(wanted);
            refused = List.copyOf(refused);
            unconfirmed = List.copyOf(unconfirmed);
        }
    }

    /** Nothing can be said before something outside happens; what is there stays as it is. */
    record Waiting<T extends HasMetadata>(String reason) implements Desired<T> {}
}
