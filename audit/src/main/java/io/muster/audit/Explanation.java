package io.muster.audit;

import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an object in a member comes from, or why it is not there, by what was said of it last.
 *
 * @param isThere
 *            whether a service says that it is there as it should be
 * @param lines
 *            what is known, by what it is about, in the order of the chain from object to cause
 */
public record Explanation(boolean isThere, Map<String, String> lines) {

    public Explanation {
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    }

    /**
     * Explains an object.
     *
     * @param kind
     *            as Kubernetes writes it; upper or lower case
     * @param present
     *            with what is said of the namespace, and all meshes
     */
    public static Explanation of(String kind, String name, String namespace, Present present) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("object", kind + "/" + name + " in " + namespace);
        boolean isThere = false;
        for (Concern concern : present.outcomes().keySet()) {
            Optional<Outcome> said = present.outcome(concern, namespace);
            Optional<Outcome.ObjectOutcome> object = said.stream().flatMap(each -> each.objects().stream())
                    .filter(each -> each.kind().equalsIgnoreCase(kind) && each.name().equals(name)).findFirst();
            if (said.isPresent() && object.isPresent()) {
                isThere = object.get().result() == Outcome.Result.PRESENT;
                lines.put("is", object.get().result().name().toLowerCase(Locale.ROOT)
                        + (object.get().reason().isEmpty() ? "" : ": " + object.get().reason()));
                lines.put("said by", concern.id() + "-service at " + said.get().observed());
            }
        }
        Event event = present.members().get(namespace);
        MemberState member = event == null ? null : event.member();
        if (event == null || member == null) {
            lines.putIfAbsent("is", "not there");
            lines.put("because", namespace + " is no member of any mesh");
            return new Explanation(isThere, lines);
        }
        MeshState mesh = present.mesh(member.mesh()).orElse(null);
        if (lines.putIfAbsent("is", "not there") == null) {
            lines.put("because", because(kind, name, member, mesh, present));
        }
        if (mesh != null) {
            source(kind, name, mesh).ifPresent(source -> lines.put("source", source));
        }
        lines.put("mesh", member.mesh() + (mesh == null ? "" : ", control plane " + mesh.name()));
        lines.put("claim", member.claim().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " since "
                + member.since());
        lines.put("event", event.type().typeName() + " " + event.id());
        lines.put("cause", Author.of(member.cause()));
        return new Explanation(isThere, lines);
    }

    private static String because(String kind, String name, MemberState member,
            @Nullable MeshState mesh, Present present) {
        if (mesh == null) {
            return "nothing is known of mesh " + member.mesh();
        }
        List<String> pending = Standing.of(member.namespace(), present).entrySet().stream()
                .filter(each -> each.getValue().state() != Standing.State.APPLIED)
                .map(each -> each.getKey().id() + " is " + each.getValue().state().name().toLowerCase(Locale.ROOT)
                        + ": "
                        + each.getValue().reason())
                .toList();
        return source(kind, name, mesh).isPresent()
                ? "it should be, and no service has said so" + (pending.isEmpty() ? "" : ": " + pending)
                : "mesh " + member.mesh() + " gives no " + kind + " of that name to its members";
    }

    private static Optional<String> source(String kind, String name, MeshState mesh) {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "rolebinding" -> mesh.roleBindings().stream().filter(each -> each.name().equals(name)).findFirst()
                    .map(each -> "RoleBinding %s/%s, which grants %s %s".formatted(mesh.namespace(), name,
                            each.roleRef().kind(), each.roleRef().name()));
            case "networkpolicy" -> mesh.policies().stream().filter(each -> each.name().equals(name)).findFirst()
                    .map(_ -> "NetworkPolicy %s/%s".formatted(mesh.namespace(), name));
            case "networkattachmentdefinition" -> mesh.attachments().contains(name)
                    ? Optional.of("version " + mesh.maistraVersion() + " of the control plane")
                    : Optional.empty();
            default -> Optional.empty();
        };
    }
}
