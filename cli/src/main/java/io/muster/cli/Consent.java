package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks a person before something is done that cannot be undone. */
final class Consent {

    private final Surroundings surroundings;
    private final boolean isTerminal;

    /**
     * @param isTerminal
     *            whether a person is there to be asked
     */
    Consent(Surroundings surroundings, boolean isTerminal) {
        this.surroundings = surroundings;
        this.isTerminal = isTerminal;
    }

    /**
     * Whether it may be done.
     *
     * @param question
     *            without a question mark
     * @param isGiven
     *            whether it was said beforehand that it may
     * @throws StartFailure
     *             if there is nobody to ask, with what to say beforehand
     */
    boolean given(String question, boolean isGiven) {
        if (isGiven) {
            return true;
        }
        if (!isTerminal) {
            throw new StartFailure(ExitCode.USAGE,
                    "%s? Nobody can be asked, since this is no terminal: say --yes if it is meant".formatted(question));
        }
        surroundings.err().print(question + "? [y/N] ");
        surroundings.err().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8))
                    .readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            throw new StartFailure(ExitCode.FAULT, "the answer cannot be read: " + e.getMessage(), e);
        }
    }
}
