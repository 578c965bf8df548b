package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

    private static final RollClaims LISTS_TEAM = new RollClaims(false, Set.of("team"), List.of());

    @Test
    void theMemberObjectIsStrongerThanTheRoll() {
        assertThat(claim(LISTS_TEAM, member("mesh-a", "basic", ""))).contains(ClaimKind.MEMBER_OBJECT);
    }

    @Test
    void aMemberObjectForAnotherMeshOrControlPlaneIsNoClaimOfThisOne() {
        assertThat(claim(RollClaims.NONE, member("mesh-b", "basic", ""))).isEmpty();
        assertThat(claim(RollClaims.NONE, member("mesh-a", "other", ""))).isEmpty();
        assertThat(claim(LISTS_TEAM, member("mesh-b", "basic", ""))).contains(ClaimKind.LISTED);
    }

    @Test
    void aMemberObjectThatTheFormerOperatorMadeForAListedNamespaceIsNoClaim() {
        Optional<MemberClaim> generated = member("mesh-a", "basic",
                "maistra.io/created-by: servicemeshmemberroll-controller");

        assertThat(claim(RollClaims.NONE, generated)).isEmpty();
        assertThat(claim(LISTS_TEAM, generated)).contains(ClaimKind.LISTED);
    }

    @Test
    void anyOtherCreatorOfAMemberObjectMakesAClaim() {
        assertThat(claim(RollClaims.NONE, member("mesh-a", "basic", "maistra.io/created-by: somebody")))
                .contains(ClaimKind.MEMBER_OBJECT);
    }

    @Test
    void noMemberObjectAndNoRollIsNoClaim() {
        assertThat(claim(RollClaims.NONE, Optional.empty())).isEmpty();
    }

    @Test
    void aMemberObjectOfAnotherNameIsInvalid() {
        ServiceMeshMember member = read("{controlPlaneRef: {name: basic, namespace: mesh-a}}", "");
        member.getMetadata().setName("mine");

        assertThat(MemberClaim.parse(member)).isInstanceOfSatisfying(MemberClaim.Invalid.class, invalid -> {
            assertThat(invalid.reason()).isEqualTo("InvalidName");
            assertThat(invalid.message()).contains("'mine'");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{controlPlaneRef: {}}", "{controlPlaneRef: {name: basic}}",
            "{controlPlaneRef: {namespace: mesh-a}}",
            "{controlPlaneRef: {name: '', namespace: mesh-a}}", "{controlPlaneRef: mesh-a}",
            "{controlPlaneRef: {name: [basic], namespace: mesh-a}}"})
    void aMemberObjectWithoutACompleteReferenceIsInvalid(String spec) {
        assertThat(MemberClaim.parse(read(spec, ""))).isInstanceOfSatisfying(MemberClaim.Invalid.class, invalid -> {
            assertThat(invalid.reason()).isEqualTo("ErrorControlPlaneMissing");
            assertThat(invalid.message()).contains("spec.controlPlaneRef");
        });
    }

    private static Optional<ClaimKind> claim(RollClaims roll, Optional<MemberClaim> member) {
        return Claims.strongest("mesh-a", "basic", roll, member, "team", Map.of());
    }

    private static Optional<MemberClaim> member(String cpNamespace, String controlPlane, String annotation) {
        MemberClaim.Parsed parsed = MemberClaim
                .parse(read("{controlPlaneRef: {name: %s, namespace: %s}}".formatted(controlPlane, cpNamespace),
                        annotation));
        return Optional.of(((MemberClaim.Valid) parsed).claim());
    }

    private static ServiceMeshMember read(String spec, String annotation) {
        return Yaml.read(ServiceMeshMember.class, """
                apiVersion: maistra.io/v1
                kind: ServiceMeshMember
                metadata: {name: default, namespace: team, annotations: {%s}}
                spec: %s
                """.formatted(annotation, spec));
    }
}
