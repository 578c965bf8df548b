package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.util.Arrays;
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
        return other.startsWith(name) ? 1 : distance(name, other);
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
