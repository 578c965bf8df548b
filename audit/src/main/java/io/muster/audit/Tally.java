package io.muster.audit;

import java.util.Collection;

/**
 * How many members of a mesh stand how with one concern.
 *
 * @param applied
 *            what is desired is there
 * @param pending
 *            not answered yet, or waiting for something outside
 * @param failed
 *            the cluster refuses a write
 * @param conflicts
 *            an object of somebody else's is in the way
 * @param refused
 *            members, counted above already, for which a source was refused
 */
public record Tally(int applied, int pending, int failed, int conflicts, int refused) {

    static Tally of(Collection<Standing> standings) {
        int applied = 0;
        int pending = 0;
        int failed = 0;
        int conflicts = 0;
        int refused = 0;
        for (Standing standing : standings) {
            switch (standing.state()) {
                case APPLIED -> applied++;
                case PENDING, WAITING, LEAVING -> pending++;
                case FAILED -> failed++;
                case CONFLICT -> conflicts++;
            }
            refused += standing.refused() > 0 ? 1 : 0;
        }
        return new Tally(applied, pending, failed, conflicts, refused);
    }

    /** Whether every member has what it needs. */
    public boolean isComplete() {
        return pending == 0 && failed == 0 && conflicts == 0;
    }

    /** In short: {@code 12}, or {@code 10/12, 2 failed}. */
    public String text() {
        int all = applied + pending + failed + conflicts;
        StringBuilder text = new StringBuilder(isComplete() ? String.valueOf(applied) : applied + "/" + all);
        add(text, pending, "pending");
        add(text, failed, "failed");
        add(text, conflicts, "in conflict");
        add(text, refused, "with refusals");
        return text.toString();
    }

    private static void add(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }
}
