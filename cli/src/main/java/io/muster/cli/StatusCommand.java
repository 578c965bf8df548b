package io.muster.cli;

import io.muster.audit.MemberStatus;
import io.muster.audit.MeshStatus;
import io.muster.audit.Present;
import io.muster.events.Concern;
import io.muster.runtime.ExitCode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster status}: how things stand. */
@Command(name = "status", header = "Shows meshes and members, and how each concern stands.", description = "Reads the"
        + " state topics alone. PENDING is what a service has not answered yet; LAG is how many changes of members its"
        + " group has not taken yet.", footerHeading = "%nExamples:%n", footer = {
                "  muster status                       all meshes",
                "  muster status istio-system          the members of one",
                "  muster status -n bookinfo           everything about one namespace"})
final class StatusCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(arity = "0..1", paramLabel = "MESH", description = "Control-plane namespace of a mesh.")
    private @Nullable String mesh;

    @Option(names = {"-n", "--namespace"}, paramLabel = "NAMESPACE", description = "Everything about one namespace.")
    private @Nullable String namespace;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String member = namespace;
        String one = mesh;
        try (TopicReader reader = kafka.reader(surroundings)) {
            if (member != null) {
                namespace(member, reader);
            } else if (one != null) {
                mesh(one, new PresentReader(reader).all());
            } else {
                try (Lag lag = Lag.begin(kafka, surroundings)) {
                    meshes(new PresentReader(reader).all(), lag, reader);
                }
            }
        }
        return ExitCode.OK.status();
    }

    private void meshes(Present present, Lag lag, TopicReader reader) {
        List<MeshStatus> all = MeshStatus.all(present);
        Map<Concern, Long> behind = lag.of(present.outcomes().keySet(), reader);
        Map<String, Object> document = new LinkedHashMap<>();
        present.clusterId().ifPresent(id -> document.put("cluster", id));
        document.put("meshes", all);
        document.put("lag", behind);
        document.put("unreadable", present.unreadable());
        output.print(surroundings, () -> StatusTables.meshes(all, present.outcomes().keySet(), behind,
                Clock.systemUTC().instant()), () -> document);
        if (all.isEmpty()) {
            surroundings.say("no mesh is known yet: there is one as soon as a namespace has a control plane");
        }
        present.unreadable().forEach((record, why) -> surroundings.say("unreadable: " + record + ": " + why));
    }

    private void mesh(String name, Present present) {
        TreeSet<String> names = new TreeSet<>(present.meshes().keySet());
        List<MemberStatus> members = MemberStatus.ofMesh(name, present);
        if (!names.contains(name) && members.isEmpty()) {
            throw Closest.unknown("mesh", name, names);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        Optional<MeshStatus> status = MeshStatus.all(present).stream().filter(each -> each.mesh().equals(name))
                .findFirst();
        status.ifPresent(each -> document.put("mesh", each));
        document.put("members", members);
        output.print(surroundings, () -> StatusTables.members(members, present.outcomes().keySet(),
                Clock.systemUTC().instant()), () -> document);
        if (output.isText()) {
            status.ifPresent(each -> StatusTables.troubles(each).forEach(surroundings::answer));
        }
    }

    private void namespace(String name, TopicReader reader) {
        Present present = new PresentReader(reader).of(name);
        MemberStatus status = MemberStatus.of(name, present).orElseThrow(() -> {
            // Only now is it worth reading all names there are.
            TreeSet<String> names = new TreeSet<>(new PresentReader(reader).all().members().keySet());
            return Closest.unknown("member", name, names);
        });
        output.print(surroundings, () -> StatusTables.concerns(status), () -> status);
        if (output.isText()) {
            output.sentences(surroundings, StatusTables.about(status));
        }
    }
}
