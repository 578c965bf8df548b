package io.muster.audit;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that was elsewhere at another time.
 *
 * @param namespace
 *            the namespace
 * @param change
 *            what became of it: joined, left, moved, or changed, where only the claim is another
 * @param from
 *            where it was; absent if no mesh held it
 * @param to
 *            where it was later; absent likewise
 * @param isCertain
 *            whether the chain of events proves both
 */
public record MembershipChange(
        String namespace, String change, @Nullable Placed from, @Nullable Placed to, boolean isCertain) {

    static Optional<MembershipChange> of(String namespace, @Nullable Placed from, @Nullable Placed to) {
        String before = from == null ? null : from.mesh();
        String after = to == null ? null : to.mesh();
        boolean certain = (from == null || from.isCertain()) && (to == null || to.isCertain());
        String change;
        if (Objects.equals(before, after)) {
            boolean sameClaim = from == null || to == null || from.claim() == null || from.claim() == to.claim();
            if (sameClaim && certain) {
                return Optional.empty();
            }
            change = sameClaim ? "unknown" : "changed";
        } else if (before == null) {
            change = "joined";
        } else {
            change = after == null ? "left" : "moved";
        }
        return Optional.of(new MembershipChange(namespace, change, from, to, certain));
    }
}
