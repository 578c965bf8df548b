package io.muster.events;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who says so: a service of one cluster, the same over its replicas and restarts.
 *
 * @param clusterId
 *            letters, digits and {@code . _ ~ -}
 * @param service
 *            likewise
 */
public record EventSource(String clusterId, String service) {

    private static final String NAME = "[A-Za-z0-9._~-]+";
    private static final Pattern PART = Pattern.compile(NAME);
    private static final Pattern URI = Pattern.compile("/clusters/(" + NAME + ")/(" + NAME + ")");

    /**
     * A source.
     *
     * @throws IllegalArgumentException
     *             if a part is empty or has characters that a URI would escape
     */
    public EventSource {
        if (!PART.matcher(clusterId).matches() || !PART.matcher(service).matches()) {
            throw new IllegalArgumentException(
                    "cluster id \"" + clusterId + "\" and service \"" + service + "\" must match " + NAME);
        }
    }

    /** The CloudEvents {@code source} attribute: {@code /clusters/<cluster-id>/<service>}. */
    public String uri() {
        return "/clusters/" + clusterId + "/" + service;
    }

    /** Reads a {@code source} attribute; empty if it is not of that form. */
    public static Optional<EventSource> parse(String uri) {
        Matcher matcher = URI.matcher(uri);
        return matcher.matches()
                ? Optional.of(new EventSource(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }
}
