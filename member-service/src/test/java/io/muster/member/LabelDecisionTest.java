package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelDecisionTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            // live, gate open, labelled before, decision
            "mesh-a, true, false, KEEP",
            "mesh-a, false, false, KEEP",
            "-, true, false, SET",
            "-, false, false, WAIT",
            "mesh-b, true, false, SET",
            "mesh-b, false, false, REMOVE",
            "-, false, true, RESTORE",
            "-, true, true, RESTORE",
            "mesh-b, false, true, RESTORE"})
    void decidesByWhatIsThereTheGateAndWhatWas(@Nullable String live, boolean open, boolean before,
            LabelDecision decision) {
        assertThat(LabelDecision.of(live, "mesh-a", open, before)).isEqualTo(decision);
    }

    /** Any order of joins, moves, leaves, outcomes, failures and tampering by hand. */
    @RepeatedTest(200)
    void noNamespaceCarriesAMeshsLabelForWhoseMembershipTheGateWasNeverOpen(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Model model = new Model();
        for (int step = 0; step < 100; step++) {
            switch (random.nextInt(8)) {
                case 0 -> model.hold("mesh-a");
                case 1 -> model.hold("mesh-b");
                case 2 -> model.leave();
                case 3 -> model.open = true;
                case 4 -> model.open = false;
                case 5 -> model.live = null;
                case 6 -> model.live = model.live == null ? null : "mesh-c";
                default -> model.converge();
            }
            if (random.nextBoolean()) {
                model.converge();
                assertThat(model.holder == null ? model.live : null).as("label of no member, seed %d", repetition
                        .getCurrentRepetition()).isNull();
                assertThat(model.live == null || (model.live.equals(model.holder) && model.wasOpen))
                        .as("label %s of a member of %s, seed %d, step %d", model.live, model.holder,
                                repetition.getCurrentRepetition(), step)
                        .isTrue();
                assertThat(model.live != null || model.holder == null || !model.wasSeenOpen)
                        .as("no label although the gate was open, seed %d", repetition.getCurrentRepetition())
                        .isTrue();
            }
        }
    }

    /** One namespace, as the service sees it. */
    private static final class Model {

        private @Nullable String holder;
        private @Nullable String live;
        private boolean open;
        /** The gate was open at some time for the present membership. */
        private boolean wasOpen;
        /** ... and the service has looked meanwhile. */
        private boolean wasSeenOpen;
        private boolean labelledBefore;

        void hold(String mesh) {
            holder = mesh;
            // a new event, which nobody has answered yet
            open = false;
            // the same mesh takes hold again before the label was taken away: it was right and stays
            wasOpen = mesh.equals(live);
            wasSeenOpen = false;
            labelledBefore = false;
        }

        void leave() {
            holder = null;
            labelledBefore = false;
        }

        void converge() {
            wasOpen |= open;
            wasSeenOpen |= open;
            if (holder == null) {
                live = null;
                return;
            }
            LabelDecision decision = LabelDecision.of(live, holder, open, labelledBefore);
            switch (decision) {
                case SET, RESTORE -> live = holder;
                case REMOVE -> live = null;
                case KEEP, WAIT -> {
                    // nothing is written
                }
            }
            labelledBefore |= holder.equals(live);
        }
    }
}
