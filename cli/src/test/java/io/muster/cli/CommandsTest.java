package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandsTest {

    static Stream<List<String>> everyCommand() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return paths(Main.commandLine(new Surroundings(Map.of(), nowhere, nowhere)), List.of());
    }

    private static Stream<List<String>> paths(CommandLine command, List<String> path) {
        return Stream.concat(Stream.of(path), command.getSubcommands().entrySet().stream()
                .flatMap(each -> paths(each.getValue(),
                        Stream.concat(path.stream(), Stream.of(each.getKey())).toList())));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithAnExample(List<String> path) {
        Ran help = Ran.muster(Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new));

        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: muster").contains("Example");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void aMisuseIsRefusedWithWhereToLook(List<String> path) {
        Ran refused = Ran.muster(Stream.concat(path.stream(), Stream.of("--no-such-option")).toArray(String[]::new));

        assertThat(refused.status()).isEqualTo(path.equals(List.of("plan")) ? 1 : 2);
        assertThat(refused.err()).contains(
                "See " + String.join(" ", Stream.concat(Stream.of("muster"), path.stream()).toList()) + " --help");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThat(Ran.muster("up", "--no-such-option").err()).contains("--no-such-option");
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheOneThatWasMeant() {
        Ran refused = Ran.muster("clutser");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("clutser").contains("cluster");
    }

    @Test
    void noCommandAtAllIsAMisuse() {
        assertThat(Ran.muster().status()).isEqualTo(2);
        assertThat(Ran.muster("cluster").status()).isEqualTo(2);
    }

    @Test
    void confirmWithoutABrokerSaysWhichSettingIsMissing() {
        Ran refused = Ran.muster("confirm");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("MUSTER_BOOTSTRAP_SERVERS is not set");
    }

    @Test
    void everyProblemWithTheSettingsIsReportedAtOnce() {
        Ran refused = Ran.muster(Map.of("MUSTER_PARTITIONS", "many", "MUSTER_CONCURENCY", "7"), "confirm");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("MUSTER_BOOTSTRAP_SERVERS is not set", "MUSTER_PARTITIONS is 'many'",
                "did you mean MUSTER_CONCURRENCY?");
    }

    @Test
    void stoppingAControlPlaneThatDoesNotRunIsNoError() {
        Ran stopped = Ran.muster("cluster", "stop", "--dir", "/nonexistent/muster");

        assertThat(stopped.status()).isZero();
        assertThat(stopped.err()).contains("no control plane runs on /nonexistent/muster");
    }

    @Test
    void anUnknownServiceIsAnsweredWithThoseThereAre() {
        assertThat(Ran.muster("run", "sorcerer")).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("there is no service 'sorcerer'; there are watcher, rbac-service");
        });
        assertThat(Ran.muster("up", "--services", "watcher,sorcerer").err()).contains("sorcerer");
    }

    @Test
    void servicesAreKnownWithAndWithoutTheirSuffix() {
        assertThat(ServiceKind.of("rbac")).isEqualTo(ServiceKind.of("rbac-service")).contains(ServiceKind.RBAC);
    }

    @Test
    void shellsCompleteCommandsAndOptions() {
        assertThat(Ran.muster("completion", "bash").out()).contains("complete -F", "verify-log", "--bootstrap-servers");
        assertThat(Ran.muster("completion", "fish").status()).isEqualTo(2);
    }

    @Test
    void runWithoutAServiceIsAMisuse() {
        assertThat(Ran.muster("run").status()).isEqualTo(2);
    }
}
