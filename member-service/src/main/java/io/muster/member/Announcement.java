package io.muster.member;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Something for a person to know, told once, whatever the number of namespaces.
 *
 * @param detail
 *            what is more to say; empty if nothing is
 */
record Announcement(Reason reason, SortedSet<String> namespaces, String detail) {

    /** The API server takes no longer note. */
    private static final int LONGEST = 1000;
    private static final int NAMED = 5;

    /** Reasons of the Events, most urgent first. */
    enum Reason {
        FAILED("Failed", true, "cannot be configured"), CONFLICT("Conflict", true, "are in conflict"), REFUSED(
                "Refused", true, "have something refused"), MOVED("Moved", false,
                        "moved"), LEFT("Left", false, "left"), JOINED("Joined", false, "joined");

        private final String text;
        private final boolean warning;
        private final String phrase;

        Reason(String text, boolean warning, String phrase) {
            this.text = text;
            this.warning = warning;
            this.phrase = phrase;
        }

        /** As the Event names it. */
        String text() {
            return text;
        }

        /** The Event's type. */
        String type() {
            return warning ? "Warning" : "Normal";
        }
    }

    Announcement {
        namespaces = new TreeSet<>(namespaces);
    }

    static Announcement of(Reason reason, Collection<String> namespaces, String detail) {
        return new Announcement(reason, new TreeSet<>(namespaces), detail);
    }

    /** Both in one; of two details the first stays. */
    Announcement and(Announcement later) {
        SortedSet<String> all = new TreeSet<>(namespaces);
        all.addAll(later.namespaces);
        return new Announcement(reason, all, detail.isEmpty() ? later.detail : detail);
    }

    /** The Event's text. */
    String note() {
        String who = namespaces.stream().limit(NAMED).collect(Collectors.joining(", "));
        String text = switch (namespaces.size()) {
            case 0 -> detail;
            case 1 -> reason.warning
                    ? "namespace %s: %s".formatted(who, detail)
                    : "namespace %s %s%s".formatted(who, reason.phrase, detail.isEmpty() ? "" : " " + detail);
            default -> "%d namespaces %s%s (%s%s)%s".formatted(namespaces.size(), reason.phrase,
                    reason.warning || detail.isEmpty() ? "" : " " + detail, who,
                    namespaces.size() > NAMED ? ", …" : "",
                    reason.warning && !detail.isEmpty() ? ", the first: " + detail : "");
        };
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
