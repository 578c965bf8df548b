package io.muster.cli;

import io.muster.audit.Present;
import io.muster.events.MeshState;
import io.muster.events.SourceBinding;
import io.muster.runtime.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster allow}: the right to grant what a mesh grants, and nothing more. */
@Command(name = "allow", header = "Prints the ClusterRole and its binding that let rbac-service grant a mesh's ClusterRoles.", description = "Kubernetes"
        + " lets nobody grant what they do not have, unless they may bind that very role. Whether a role is granted is"
        + " for rbac-service to decide still: it must name the mesh as its owner, or be allowed by its settings.", footerHeading = "%nExample:%n", footer = "  muster allow istio-system | kubectl apply -f -")
final class AllowCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "MESH", description = "Control-plane namespace of the mesh.")
    private @Nullable String mesh;

    @Option(names = "--service-account", paramLabel = "NAMESPACE/NAME", description = "Whom rbac-service runs as"
            + " (default: ${DEFAULT-VALUE}).")
    private String serviceAccount = "muster/muster-rbac-service";

    AllowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String name = Given.required(mesh);
        String[] account = serviceAccount.split("/", -1);
        if (account.length != 2) {
            throw new ParameterException(Given.required(spec).commandLine(),
                    "'" + serviceAccount + "' is not NAMESPACE/NAME of a service account");
        }
        MeshState state;
        try (TopicReader reader = kafka.reader(surroundings)) {
            Present present = new PresentReader(reader).all();
            state = present.mesh(name)
                    .orElseThrow(() -> Closest.unknown("mesh", name, present.meshes().keySet()));
        }
        TreeSet<String> roles = new TreeSet<>();
        state.roleBindings().stream().map(SourceBinding::roleRef)
                .filter(role -> role.kind().equals("ClusterRole")).forEach(role -> roles.add(role.name()));
        if (roles.isEmpty()) {
            surroundings.say("mesh %s grants no ClusterRole to its members: there is nothing to allow".formatted(name));
        } else {
            lines(name, roles, account[0], account[1]).forEach(surroundings.out()::println);
        }
        return ExitCode.OK.status();
    }

    static List<String> lines(String mesh, Set<String> roles, String namespace, String account) {
        List<String> lines = new ArrayList<>(List.of("apiVersion: rbac.authorization.k8s.io/v1", "kind: ClusterRole",
                "metadata:", "  name: muster-grants-" + mesh, "rules:", "- apiGroups: [rbac.authorization.k8s.io]",
                "  resources: [clusterroles]", "  verbs: [bind]", "  resourceNames:"));
        roles.forEach(role -> lines.add("  - \"" + role + "\""));
        lines.addAll(List.of("---", "apiVersion: rbac.authorization.k8s.io/v1", "kind: ClusterRoleBinding", "metadata:",
                "  name: muster-grants-" + mesh, "roleRef:", "  apiGroup: rbac.authorization.k8s.io",
                "  kind: ClusterRole", "  name: muster-grants-" + mesh, "subjects:", "- kind: ServiceAccount",
                "  namespace: " + namespace, "  name: " + account));
        return lines;
    }
}
