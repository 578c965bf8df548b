package io.muster.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A command that was carried out in this JVM: its exit status, and what it wrote. */
record Ran(int status, String out, String err) {

    static Ran muster(String... args) {
        return muster(Map.of("HOME", "/nonexistent"), args);
    }

    static Ran muster(Map<String, String> environment, String... args) {
        return muster(environment, InputStream.nullInputStream(), args);
    }

    /** With something on the standard input. */
    static Ran muster(Map<String, String> environment, InputStream in, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.commandLine(new Surroundings(environment, new PrintWriter(out), new PrintWriter(err), in))
                .execute(args);
        return new Ran(status, out.toString(), err.toString());
    }
}
