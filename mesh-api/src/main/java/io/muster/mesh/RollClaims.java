package io.muster.mesh;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces a roll claims, parsed once from the roll, small enough to keep for every roll of the cluster.
 *
 * @param wildcard
 *            whether {@code spec.members} is exactly {@code ["*"]}
 * @param listed
 *            the names in {@code spec.members}
 * @param selectors
 *            one of them must match
 */
public record RollClaims(boolean wildcard, Set<String> listed, List<Selector> selectors) {

    /** What a roll without members claims, and a mesh without a roll. */
    public static final RollClaims NONE = new RollClaims(false, Set.of(), List.of());

    private static final String ANY = "*";
    private static final int LONGEST_NAME = 63;

    public RollClaims {
        listed = Set.copyOf(listed);
        selectors = List.copyOf(selectors);
    }

    /** What reading a roll gave. */
    public sealed interface Parsed {}

    /**
     * A roll to obey.
     *
     * @param problems
     *            entries of {@code members} that count for nothing, one sentence each, saying what to do
     */
    public record Valid(RollClaims claims, List<String> problems) implements Parsed {

        public Valid {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A roll that is reported and not obeyed. One of another name than {@code default} is nobody's roll. In one with an
     * unreadable part that part could have meant anything, so that nothing can be said about which namespaces it
     * claims.
     *
     * @param reason
     *            the reason for its Ready condition: {@link Conditions#ROLL_INVALID_NAME} or
     *            {@link Conditions#ROLL_INVALID_SELECTOR}
     * @param message
     *            what is wrong and what to do
     */
    public record Invalid(String reason, String message) implements Parsed {}

    /** Never throws. A roll can be invalid only where it came in past the rules of its CRD. */
    public static Parsed parse(ServiceMeshMemberRoll roll) {
        if (!MeshKeys.DEFAULT_NAME.equals(roll.getMetadata().getName())) {
            return new Invalid(Conditions.ROLL_INVALID_NAME,
                    "a ServiceMeshMemberRoll must be named '%s': '%s' has no effect, rename or delete it"
                            .formatted(MeshKeys.DEFAULT_NAME, roll.getMetadata().getName()));
        }
        ServiceMeshMemberRollSpec spec = roll.getSpec();
        if (spec == null) {
            return new Valid(NONE, List.of());
        }
        List<String> errors = new ArrayList<>();
        for (String field : List.of("members", "memberSelectors")) {
            if (spec.getUnknownFields().get(field) != null) {
                errors.add("spec.%s is not a list of the right type: correct or remove it".formatted(field));
            }
        }
        List<Selector> selectors = selectors(spec.getMemberSelectors(), errors);
        if (!errors.isEmpty()) {
            return new Invalid(Conditions.ROLL_INVALID_SELECTOR, String.join("; ", errors));
        }
        List<? extends @Nullable String> members = Optional.ofNullable(spec.getMembers()).orElse(List.of());
        List<String> problems = new ArrayList<>();
        boolean wildcard = members.size() == 1 && ANY.equals(members.getFirst());
        if (wildcard && !selectors.isEmpty()) {
            problems.add(
                    "spec.members is ['*'], which is every namespace: remove spec.memberSelectors, or the '*'");
        }
        Set<String> listed = wildcard ? Set.of() : listed(members, roll.getMetadata().getNamespace(), problems);
        return new Valid(new RollClaims(wildcard, listed, selectors), problems);
    }

    /** How the roll claims a namespace, by its strongest claim; empty if it does not. */
    public Optional<ClaimKind> claim(String namespace, Map<String, String> labels) {
        if (listed.contains(namespace)) {
            return Optional.of(ClaimKind.LISTED);
        }
        if (wildcard) {
            return Optional.of(ClaimKind.WILDCARD);
        }
        return selectors.stream().anyMatch(selector -> selector.matches(labels))
                ? Optional.of(ClaimKind.SELECTOR)
                : Optional.empty();
    }

    private static List<Selector> selectors(@Nullable List<? extends @Nullable LabelSelector> sources,
            List<String> errors) {
        List<Selector> selectors = new ArrayList<>();
        for (int i = 0; sources != null && i < sources.size(); i++) {
            selectors.add(new SelectorParser("spec.memberSelectors[%d]".formatted(i), errors).parse(sources.get(i)));
        }
        return selectors;
    }

    private static Set<String> listed(List<? extends @Nullable String> members, @Nullable String ownNamespace,
            List<String> problems) {
        Set<String> listed = new LinkedHashSet<>();
        for (String member : members) {
            if (ANY.equals(member)) {
                problems.add(
                        "'*' among others in spec.members counts for nothing: make it the only entry, or remove it");
            } else if (member == null || !isNamespaceName(member)) {
                problems.add("'%s' in spec.members is no name of a namespace: correct or remove it".formatted(member));
            } else if (member.equals(ownNamespace)) {
                problems.add("'%s' in spec.members is the roll's own namespace, which cannot be a member: remove it"
                        .formatted(member));
            } else if (!listed.add(member)) {
                problems.add("'%s' is in spec.members more than once: remove the others".formatted(member));
            }
        }
        return listed;
    }

    /**
     * Whether it is an RFC 1123 label. Without a regular expression: a roll has thousands, and is read at each edit.
     */
    private static boolean isNamespaceName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && !name.startsWith("-") && !name.endsWith("-")
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
}
