package io.muster.cli;

import io.muster.runtime.EditDistance;
import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that was meant. */
final class Closest {

    private Closest() {}

    /** That there is no such name, with the closest of those there are. */
    static StartFailure unknown(String what, String name, Collection<String> names) {
        return new StartFailure(ExitCode.NOT_FOUND, "there is no %s %s%s".formatted(what, name, of(name, names)
                .map(": did you mean %s?"::formatted)
                .orElseGet(() -> names.isEmpty() ? ": there is none at all" : "")));
    }

    /** The closest name, if it is close at all. */
    static Optional<String> of(String name, Collection<String> names) {
        int allowed = Math.max(2, name.length() / 3);
        return names.stream().filter(each -> !each.equals(name))
                .min(Comparator.<String>comparingInt(each -> farness(name, each)).thenComparing(each -> each))
                .filter(each -> farness(name, each) <= allowed);
    }

    /** Who typed the beginning meant the whole. */
    private static int farness(String name, String other) {
        return other.startsWith(name) ? 1 : EditDistance.between(name, other);
    }
}
