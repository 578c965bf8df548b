package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WinnerTest {

    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-02-01T00:00:00Z");

    @Test
    void theHolderWinsAsLongAsItClaimsByWhateverClaim() {
        Candidate holder = new Candidate("z", ClaimKind.SELECTOR, LATE);

        assertThat(Winner.of(Optional.of("z"), List.of(new Candidate("a", ClaimKind.MEMBER_OBJECT, EARLY), holder)))
                .contains(holder);
    }

    @Test
    void aHolderThatClaimsNoLongerLosesToWhoDoes() {
        Candidate other = new Candidate("b", ClaimKind.SELECTOR, LATE);

        assertThat(Winner.of(Optional.of("a"), List.of(other))).contains(other);
        assertThat(Winner.of(Optional.of("a"), List.of())).isEmpty();
    }

    @Test
    void withoutAHolderTheStrongestClaimWins() {
        Candidate member = new Candidate("z", ClaimKind.MEMBER_OBJECT, LATE);
        Candidate listed = new Candidate("y", ClaimKind.LISTED, EARLY);
        Candidate wildcard = new Candidate("x", ClaimKind.WILDCARD, EARLY);

        assertThat(Winner.of(Optional.empty(), List.of(wildcard, listed, member))).contains(member);
        assertThat(Winner.of(Optional.empty(), List.of(wildcard, listed))).contains(listed);
    }

    @Test
    void amongEqualClaimsTheOldestControlPlaneWins() {
        Candidate oldest = new Candidate("z", ClaimKind.LISTED, EARLY);

        assertThat(Winner.of(Optional.empty(), List.of(new Candidate("a", ClaimKind.LISTED, LATE), oldest)))
                .contains(oldest);
    }

    @Test
    void aWildcardIsAsStrongAsASelector() {
        Candidate older = new Candidate("z", ClaimKind.SELECTOR, EARLY);

        assertThat(Winner.of(Optional.empty(), List.of(new Candidate("a", ClaimKind.WILDCARD, LATE), older)))
                .contains(older);
    }

    @Test
    void amongControlPlanesOfOneAgeTheLowestNamespaceWins() {
        Candidate lowest = new Candidate("a", ClaimKind.SELECTOR, EARLY);

        assertThat(Winner.of(Optional.empty(), List.of(new Candidate("b", ClaimKind.WILDCARD, EARLY), lowest)))
                .contains(lowest);
    }

    @Test
    void theOrderOfTheCandidatesDoesNotMatter() {
        List<Candidate> candidates = new ArrayList<>();
        for (ClaimKind kind : ClaimKind.values()) {
            for (String namespace : List.of("a", "b")) {
                candidates.add(new Candidate(namespace, kind, EARLY));
                candidates.add(new Candidate(namespace, kind, LATE));
            }
        }
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (Optional<String> holder : List.of(Optional.<String>empty(), Optional.of("b"))) {
            Optional<Candidate> first = Winner.of(holder, candidates);
            for (int run = 0; run < 100; run++) {
                Collections.shuffle(candidates, random);
                assertThat(Winner.of(holder, candidates)).as("seed %d", seed).isEqualTo(first);
            }
        }
    }
}
