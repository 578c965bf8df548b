package io.muster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What {@code muster --help} says, written down: it is the same each time, and working it out from the annotations of
 * all commands takes longer than starting the JVM. A test holds it to them.
 */
final class Overview {

    static final String RESOURCE = "overview.txt";
    /** Columns that it is written for. */
    static final int WIDTH = 80;

    private Overview() {}

    /** Whether it can be shown as it is written. */
    static boolean fits(Surroundings surroundings) {
        String columns = surroundings.environment().getOrDefault("COLUMNS", "");
        return !columns.matches("[0-9]{1,4}") || Integer.parseInt(columns) >= WIDTH;
    }

    static void print(Surroundings surroundings) {
        try (InputStream text = Overview.class.getResourceAsStream(RESOURCE)) {
            if (text == null) {
                throw new IllegalStateException("the jar of the command is incomplete: it lacks " + RESOURCE);
            }
            surroundings.out().print(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            surroundings.out().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
