package io.muster.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTest {

    @Test
    void ordersAsTextAsItDoesAsNumbers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            Sequence one = new Sequence(random.nextLong(1, 300), random.nextLong(1, 1_000_000_000_000L));
            Sequence other = new Sequence(random.nextLong(1, 300), random.nextLong(1, 1_000_000_000_000L));

            assertThat(Integer.signum(one.text().compareTo(other.text()))).as("seed %d", seed)
                    .isEqualTo(Integer.signum(one.compareTo(other)));
        }
    }

    @Test
    void readsBackWhatItWrote() {
        Sequence sequence = Sequence.startOf(12).next().next();

        assertThat(sequence.text()).isEqualTo("0000000012-000000000002");
        assertThat(Sequence.parse(sequence.text())).contains(sequence);
    }

    @Test
    void readsNothingElse() {
        assertThat(Sequence.parse("12-2")).isEmpty();
        assertThat(Sequence.parse("")).isEmpty();
    }

    @Test
    void refusesWhatHasNoRoomInTheText() {
        Sequence last = new Sequence(9_999_999_999L, 999_999_999_999L);

        assertThat(last.text()).hasSize(23);
        assertThatIllegalArgumentException().isThrownBy(last::next);
    }
}
