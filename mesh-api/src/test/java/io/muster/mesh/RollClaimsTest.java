package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollClaimsTest {

    @Test
    void listedNamespacesAreClaimedByName() {
        RollClaims claims = valid("{members: [team-a, team-b]}").claims();

        assertThat(claims.claim("team-a", Map.of())).contains(ClaimKind.LISTED);
        assertThat(claims.claim("team-c", Map.of())).isEmpty();
    }

    @Test
    void aLoneStarClaimsEveryNamespace() {
        RollClaims.Valid parsed = valid("{members: ['*']}");

        assertThat(parsed.claims().claim("team-a", Map.of())).contains(ClaimKind.WILDCARD);
        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void aStarAmongOthersCountsForNothingAndIsReported() {
        RollClaims.Valid parsed = valid("{members: ['*', team-a]}");

        assertThat(parsed.claims()).isEqualTo(new RollClaims(false, Set.of("team-a"), List.of()));
        assertThat(parsed.problems()).singleElement().asString().contains("'*'")
                .contains("make it the only entry, or remove it");
    }

    @Test
    void twoStarsAreNoWildcard() {
        assertThat(valid("{members: ['*', '*']}").claims()).isEqualTo(RollClaims.NONE);
    }

    @Test
    void aStarBesideSelectorsIsStillEveryNamespaceAndIsReported() {
        RollClaims.Valid parsed = valid("{members: ['*'], memberSelectors: [{matchLabels: {mesh: a}}]}");

        assertThat(parsed.claims().claim("team-a", Map.of())).contains(ClaimKind.WILDCARD);
        assertThat(parsed.problems()).singleElement().asString().contains("remove spec.memberSelectors");
    }

    @Test
    void oneMatchingSelectorIsEnough() {
        RollClaims claims = valid("{memberSelectors: [{matchLabels: {mesh: a}}, {matchLabels: {mesh: b}}]}").claims();

        assertThat(claims.claim("team-a", Map.of("mesh", "b"))).contains(ClaimKind.SELECTOR);
        assertThat(claims.claim("team-a", Map.of("mesh", "c"))).isEmpty();
    }

    @Test
    void aListedNamespaceCountsAsListedEvenIfASelectorMatches() {
        RollClaims claims = valid("{members: [team-a], memberSelectors: [{}]}").claims();

        assertThat(claims.claim("team-a", Map.of())).contains(ClaimKind.LISTED);
        assertThat(claims.claim("team-b", Map.of())).contains(ClaimKind.SELECTOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "{members: null, memberSelectors: null}",
            "{members: [], memberSelectors: []}"})
    void aRollWithoutMembersClaimsNothing(String spec) {
        RollClaims.Valid parsed = valid(spec);

        assertThat(parsed.claims()).isEqualTo(RollClaims.NONE);
        assertThat(parsed.claims().claim("team-a", Map.of("a", "b"))).isEqualTo(Optional.empty());
        assertThat(parsed.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Team", "team_a", "-team", "team-", "''", "null", "team.a",
            "a234567890123456789012345678901234567890123456789012345678901234"})
    void anEntryThatIsNoNameIsReportedAndTheOthersCount(String entry) {
        RollClaims.Valid parsed = valid("{members: [%s, team-a]}".formatted(entry));

        assertThat(parsed.claims().listed()).containsExactly("team-a");
        assertThat(parsed.problems()).singleElement().asString()
                .contains("is no name of a namespace: correct or remove it");
    }

    @Test
    void itsOwnNamespaceIsRefused() {
        RollClaims.Valid parsed = valid("{members: [mesh-a, team-a]}");

        assertThat(parsed.claims().listed()).containsExactly("team-a");
        assertThat(parsed.problems()).singleElement().asString().contains("'mesh-a'").contains("own namespace");
    }

    @Test
    void aNameListedTwiceCountsOnceAndIsReported() {
        RollClaims.Valid parsed = valid("{members: [team-a, team-a]}");

        assertThat(parsed.claims().listed()).containsExactly("team-a");
        assertThat(parsed.problems()).singleElement().asString().contains("more than once");
    }

    @Test
    void aRollOfAnotherNameIsInvalid() {
        ServiceMeshMemberRoll roll = Yaml.roll("{members: [team-a]}");
        roll.getMetadata().setName("other");

        assertThat(RollClaims.parse(roll)).isInstanceOfSatisfying(RollClaims.Invalid.class, invalid -> {
            assertThat(invalid.reason()).isEqualTo("ErrInvalidName");
            assertThat(invalid.message()).contains("'other'", "must be named 'default'");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{members: team-a}", "{members: {a: b}}", "{memberSelectors: [everything]}",
            "{memberSelectors: {matchLabels: {a: b}}}"})
    void membersOrSelectorsOfTheWrongTypeMakeTheRollInvalid(String spec) {
        assertThat(RollClaims.parse(Yaml.roll(spec))).isInstanceOf(RollClaims.Invalid.class);
    }

    private static RollClaims.Valid valid(String spec) {
        RollClaims.Parsed parsed = RollClaims.parse(Yaml.roll(spec));
        assertThat(parsed).isInstanceOf(RollClaims.Valid.class);
        return (RollClaims.Valid) parsed;
    }
}
