package io.muster.events;

import org.jspecify.annotations.Nullable;

/**
 * Chained ids: each key's history is a chain that can be verified, the same fact published twice has one id, and a
 * later equal fact has another.
 */
public final class EventIds {

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
                + (payload instanceof Request ? CanonicalJson.text(payload) : CanonicalJson.fact(payload));
        return CanonicalJson.sha256(content).substring(0, 32);
    }
}
