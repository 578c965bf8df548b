package io.muster.runtime;

import java.util.Arrays;

/** How far apart two names are, for telling who misspelt one which was meant. */
public final class EditDistance {

    private EditDistance() {}

    /** Levenshtein distance: how many characters have to be put in, taken out or replaced. */
    public static int between(String a, String b) {
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
