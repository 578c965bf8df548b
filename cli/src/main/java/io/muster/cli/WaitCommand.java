package io.muster.cli;

import io.muster.audit.MemberStatus;
import io.muster.audit.MeshStatus;
import io.muster.audit.Present;
import io.muster.audit.Standing;
import io.muster.runtime.ExitCode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code muster wait}: for scripts. */
@Command(name = "wait", header = "Waits until a member or a mesh is applied, or gone.", description = "applied: every"
        + " concern that a service publishes has what it needs; gone: no mesh holds it and nothing is left there."
        + " Exit status 7 if that is not so in time, and what is missing.", footerHeading = "%nExamples:%n", footer = {
                "  muster wait member/bookinfo --for applied --timeout 60s",
                "  muster wait mesh/istio-system --for gone"})
final class WaitCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Surroundings surroundings;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "member/NAMESPACE|mesh/MESH", converter = Subject.Converter.class, description = "What to"
            + " wait for.")
    private @Nullable Subject subject;

    @Option(names = "--for", paramLabel = "applied|gone", description = "Until when (default: applied).")
    private Until until = Until.APPLIED;

    @Option(names = "--timeout", paramLabel = "DURATION", converter = Timeout.class, description = "For how long at"
            + " most, for example 90s or 5m (default: 60s).")
    private Duration timeout = Duration.ofSeconds(60);

    enum Until {
        APPLIED, GONE
    }

    /** A member or a mesh. */
    record Subject(boolean isMesh, String name) {

        static final class Converter implements ITypeConverter<Subject> {
            @Override
            public Subject convert(String text) {
                String[] parts = text.split("/", -1);
                if (parts.length != 2 || parts[1].isEmpty() || !List.of("member", "mesh").contains(parts[0])) {
                    throw new TypeConversionException("'" + text + "' is neither member/NAMESPACE nor mesh/MESH");
                }
                return new Subject(parts[0].equals("mesh"), parts[1]);
            }
        }
    }

    static final class Timeout implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is no duration: write 90s, 5m or 1h30m");
            }
        }
    }

    WaitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Subject wanted = Given.required(subject);
        try (TopicReader reader = kafka.reader(surroundings)) {
            Optional<String> unmet = new Waiting(timeout, LOOK).until(() -> unmet(wanted, until, wanted.isMesh
                    ? new PresentReader(reader).all()
                    : new PresentReader(reader).of(wanted.name)), Optional::isEmpty);
            unmet.ifPresent(reason -> surroundings
                    .say("muster: not so after %d s: %s".formatted(timeout.toSeconds(), reason)));
            return (unmet.isEmpty() ? ExitCode.OK : ExitCode.UNMET).status();
        }
    }

    /** Why it is not so yet; empty if it is. */
    static Optional<String> unmet(Subject subject, Until until, Present present) {
        if (!subject.isMesh) {
            Optional<MemberStatus> member = MemberStatus.of(subject.name, present);
            return switch (until) {
                case APPLIED -> member.map(WaitCommand::notApplied)
                        .orElse(Optional.of(subject.name + " is no member of any mesh"));
                case GONE -> member.filter(each -> !each.isGone()).map(WaitCommand::notGone);
            };
        }
        Optional<MeshStatus> mesh = MeshStatus.all(present).stream().filter(each -> each.mesh().equals(subject.name))
                .findFirst();
        return switch (until) {
            case APPLIED -> mesh.map(WaitCommand::notApplied)
                    .orElse(Optional.of("there is no mesh " + subject.name));
            case GONE -> mesh.map(each -> "mesh %s is there, with %d members".formatted(each.mesh(), each.members()));
        };
    }

    private static Optional<String> notApplied(MemberStatus member) {
        if (member.mesh() == null) {
            return Optional.of(member.namespace() + " is no member of any mesh");
        }
        String open = member.concerns().entrySet().stream()
                .filter(each -> each.getValue().state() != Standing.State.APPLIED)
                .map(each -> "%s is %s: %s".formatted(each.getKey().id(), Texts.name(each.getValue().state()),
                        each.getValue().reason()))
                .collect(Collectors.joining("; "));
        return open.isEmpty() && !member.concerns().isEmpty()
                ? Optional.empty()
                : Optional.of(open.isEmpty() ? "no service has answered anything yet" : open);
    }

    private static String notGone(MemberStatus member) {
        return member.mesh() != null
                ? "%s is a member of %s".formatted(member.namespace(), member.mesh())
                : "something is left of " + member.concerns().keySet().stream().map(each -> each.id())
                        .collect(Collectors.joining(", "));
    }

    private static Optional<String> notApplied(MeshStatus mesh) {
        return mesh.isSettled()
                ? Optional.empty()
                : Optional.of(mesh.concerns().entrySet().stream()
                        .map(each -> each.getKey().id() + " " + each.getValue().text())
                        .collect(Collectors.joining("; ")));
    }
}
