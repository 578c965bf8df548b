package io.muster.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an API server notes of every request: who wanted to do what, and whether they might.
 *
 * @param folder
 *            holds the policy and the log
 */
record AuditLog(Path folder) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int FORBIDDEN = 403;

    /**
     * A right: what RBAC knows a request by.
     *
     * @param resource
     *            group/plural, with its subresource if it has one
     */
    record Right(String resource, String verb) implements Comparable<Right> {

        @Override
        public int compareTo(Right other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return verb + " " + resource;
        }
    }

    /**
     * A request.
     *
     * @param namespace
     *            null for what has none
     */
    record Request(String user, Right right, @Nullable String namespace, String name, int code) {

        boolean isForbidden() {
            return code == FORBIDDEN;
        }
    }

    /** What makes kube-apiserver write it. */
    String[] flags() {
        try {
            Files.writeString(policy(), """
                    apiVersion: audit.k8s.io/v1
                    kind: Policy
                    omitStages: [RequestReceived]
                    rules:
                    - level: Metadata
                      userGroups: [system:serviceaccounts]
                    - level: None
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[]{"--audit-policy-file=" + policy(), "--audit-log-path=" + log(),
                "--audit-log-maxsize=1000"};
    }

    private Path policy() {
        return folder.resolve("audit-policy.yaml");
    }

    private Path log() {
        return folder.resolve("audit.log");
    }

    /** Everything that this user has asked for, of resources. */
    Stream<Request> requests(String user) {
        try {
            return Files.readString(log(), UTF_8).lines().flatMap(AuditLog::parsed)
                    .filter(request -> request.user.equals(user)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rights that this user has made use of. */
    Set<Right> used(String user) {
        return requests(user).filter(request -> !request.isForbidden()).map(Request::right)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Request> parsed(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            JsonNode object = event.path("objectRef");
            if (object.path("resource").asString("").isEmpty()) {
                return Stream.empty();
            }
            String subresource = object.path("subresource").asString("");
            return Stream.of(new Request(event.path("user").path("username").asString(""),
                    new Right(object.path("apiGroup").asString("") + "/" + object.path("resource").asString("")
                            + (subresource.isEmpty() ? "" : "/" + subresource), event.path("verb").asString("")),
                    object.path("namespace").asString(null), object.path("name").asString(""),
                    event.path("responseStatus").path("code").asInt(0)));
        } catch (JacksonException e) {
            // The last line may be on its way yet.
            return Stream.empty();
        }
    }
}
