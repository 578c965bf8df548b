package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Commands that are carried out for their start-up cache, and whose answers nobody reads.
 *
 * @param environment
 *            their settings
 */
record Lesson(Map<String, String> environment) {

    private static final Set<Integer> FAILURES = Set.of(ExitCode.FAULT.status(), ExitCode.KAFKA.status(),
            ExitCode.KUBERNETES.status());

    /**
     * Goes through them.
     *
     * @throws StartFailure
     *             if one of them cannot do its work
     */
    void go(List<String> commands) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Surroundings silent = new Surroundings(environment, nowhere, nowhere);
        for (String command : commands) {
            int status = Main.execute(silent, command.split(" ", -1));
            if (FAILURES.contains(status)) {
                throw new StartFailure(ExitCode.FAULT, "muster %s ended with %d".formatted(command, status));
            }
        }
    }
}
