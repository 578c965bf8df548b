package io.muster.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param environment
 *            environment variables
 * @param out
 *            where its answer goes
 * @param err
 *            where progress and errors go
 * @param in
 *            the standard input
 */
record Surroundings(Map<String, String> environment, PrintWriter out, PrintWriter err, InputStream in) {

    /** For a command that is told everything beforehand. */
    Surroundings(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this(environment, out, err, InputStream.nullInputStream());
    }

    /** The same with other settings; a null value leaves the variable as it is. */
    Map<String, String> environmentWith(Map<String, ? extends @org.jspecify.annotations.Nullable Object> settings) {
        Map<String, String> changed = new HashMap<>(environment);
        settings.forEach((name, value) -> {
            if (value != null) {
                changed.put(name, value.toString());
            }
        });
        return changed;
    }

    /** Where Muster keeps what it must find again, unless a command is told otherwise. */
    Path dataHome() {
        String configured = environment.getOrDefault("XDG_DATA_HOME", "");
        return (configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", ".")).resolve(".local").resolve("share")
                : Path.of(configured)).resolve("muster");
    }

    /** The {@code muster} script that started this process. */
    Path launcher() {
        return Path.of(environment.getOrDefault("MUSTER_HOME", "")).resolve("muster");
    }

    /** Says something for a person to read, beside the answer. */
    void say(String line) {
        err.println(line);
        err.flush();
    }

    /** A line of the answer. */
    void answer(String line) {
        out.println(line);
        out.flush();
    }
}
