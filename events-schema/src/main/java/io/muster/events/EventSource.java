package io.muster.events;

import java.util.Optional;

/** Who says so: a service of one cluster, the same over its replicas and restarts. */
public record EventSource(String clusterId, String service) {

    /** The CloudEvents {@code source} attribute: {@code /clusters/<cluster-id>/<service>}. */
    public String uri() {
        return "/clusters/" + clusterId + "/" + service;
    }

    /** Reads a {@code source} attribute; empty if it is not of that form. */
    public static Optional<EventSource> parse(String uri) {
        String[] parts = uri.split("/", -1);
        return parts.length == 4 && parts[0].isEmpty() && parts[1].equals("clusters") && !parts[2].isEmpty()
                && !parts[3].isEmpty() ? Optional.of(new EventSource(parts[2], parts[3])) : Optional.empty();
    }
}
