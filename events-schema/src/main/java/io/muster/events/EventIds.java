package io.muster.events;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chained ids: each key's history is a chain that can be verified, the same fact published twice has one id, and a
 * later equal fact has another.
 */
public final class EventIds {

    /** Readings of a publisher's own clock. Two replicas that publish the same fact read different times. */
    private static final Set<String> OWN_CLOCK = Set.of("observed", "since");

    private EventIds() {}

    /**
     * The id of a key's next event.
     *
     * @param previous
     *            id of the key's previous event, null for its first
     * @param type
     *            what happened
     * @param key
     *            the record key
     * @param payload
     *            the state after it (the last state, where it ends the key); a request, which is nobody's state and may
     *            be made twice, with the time at which it was made
     * @return 32 hexadecimal digits: the first half of the SHA-256 of previous id (empty for the first), type, key and
     *         payload as JSON with sorted keys and without blanks, a line feed between each two
     */
    public static String next(@Nullable String previous, EventType type, String key, Payload payload) {
        String content = (previous == null ? "" : previous) + "\n" + type.typeName() + "\n" + key + "\n"
                + CanonicalJson.write(payload, payload instanceof Request ? Set.of() : OWN_CLOCK);
        return CanonicalJson.sha256(content).substring(0, 32);
    }
}
