package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.io.PrintWriter;
import java.io.Writer;
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
     * Carries one out.
     *
     * @throws StartFailure
     *             if it cannot do its work
     */
    void go(String... command) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        int status = Main.execute(new Surroundings(environment, nowhere, nowhere), command);
        if (FAILURES.contains(status)) {
            throw new StartFailure(ExitCode.FAULT,
                    "muster %s ended with %d".formatted(String.join(" ", command), status));
        }
    }
}
